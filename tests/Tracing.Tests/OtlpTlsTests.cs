using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorKernel.TestCollector;
using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Tracing.Tests;

public sealed class OtlpTlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ak-tls-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(OtlpProtocol.Http)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task Who_is_trusted_and_who_we_are_comes_from_files(OtlpProtocol protocol)
    {
        using X509Certificate2 identity = Certificate("receiver");
        await using Collector collector = await Collector.StartAsync(identity: identity);
        string trusted = FileOf("trusted.pem", identity.ExportCertificatePem());
        using X509Certificate2 ours = Certificate("sender");
        string own = FileOf("own.pem", ours.ExportCertificatePem());
        string key = FileOf("own.key", ours.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        string endpoint = (protocol == OtlpProtocol.Http ? collector.Http : collector.Grpc).ToString();
        OtlpSettings settings = From(
            protocol, ("ENDPOINT", endpoint), ("CERTIFICATE", trusted), ("TRACES_CLIENT_CERTIFICATE", own), ("CLIENT_KEY", key));
        Assert.Equal(new(10, 0, 0, null, true), Send(settings));
        Assert.Equal(10, collector.Spans);

        OtlpTally stranger = Send(From(protocol, ("ENDPOINT", endpoint), ("CERTIFICATE", own)));
        Assert.Equal((0L, 10L), (stranger.Sent, stranger.Dropped));
    }

    [Theory]
    [InlineData("CERTIFICATE")]
    [InlineData("CLIENT_CERTIFICATE")]
    public void A_file_that_holds_no_certificate_is_named(string name)
    {
        foreach (string path in (string[])[FileOf("text", "no certificate"), Path.Combine(folder.FullName, "none"), folder.FullName])
        {
            FormatException wrong = Assert.Throws<FormatException>(() => From(OtlpProtocol.Http, (name, path)));
            Assert.StartsWith($"OTEL_EXPORTER_OTLP_{name}: {path}: ", wrong.Message);
        }
    }

    private static OtlpSettings From(OtlpProtocol protocol, params (string Name, string Value)[] variables) => OtlpSettings.From(
        null, protocol, name => variables.FirstOrDefault(variable => name == $"OTEL_EXPORTER_OTLP_{variable.Name}").Value);

    private static OtlpTally Send(OtlpSettings settings)
    {
        using OtlpSender sender = new(settings, new() { WhenSilent = TimeSpan.Zero });
        MadeSpans.Send(new OtlpBatcher(MadeSpans.Resource, sender.Send), 10);
        return sender.Finish();
    }

    private static X509Certificate2 Certificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private string FileOf(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
