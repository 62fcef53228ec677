using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorKernel.Tracing.Otlp;

/// <summary>Whom to trust behind https, and who we are.</summary>
/// <remarks>
/// Files in PEM: OTEL_EXPORTER_OTLP_CERTIFICATE in place of the system's authorities, _CLIENT_CERTIFICATE and _CLIENT_KEY.
/// </remarks>
public sealed record OtlpTls
{
    /// <summary>None for those that the system trusts.</summary>
    public X509Certificate2Collection Trusted { get; init; } = [];

    /// <summary>With its key.</summary>
    public X509Certificate2? Own { get; init; }

    /// <exception cref="FormatException">A file cannot be read, or holds no certificate.</exception>
    internal static OtlpTls From(OtlpVariables environment) => new()
    {
        Trusted = environment.Read("CERTIFICATE", AuthoritiesIn, []),
        Own = environment.Read<X509Certificate2?>(
            "CLIENT_CERTIFICATE", (name, path) => OwnIn(name, path, environment.Find("CLIENT_KEY")?.Value), null),
    };

    internal SslClientAuthenticationOptions Options()
    {
        SslClientAuthenticationOptions options = new();
        if (Trusted.Count > 0)
        {
            options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Trusted);
        }

        if (Own is not null)
            options.ClientCertificates = [Own];
        return options;
    }

    private static X509Certificate2Collection AuthoritiesIn(string variable, string path) => Load(variable, path, () =>
    {
        X509Certificate2Collection found = [];
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new CryptographicException("it holds no certificate in PEM");
    });

    /// <param name="key">Null when it is in the same file.</param>
    private static X509Certificate2 OwnIn(string variable, string path, string? key) =>
        Load(variable, path, () => X509Certificate2.CreateFromPemFile(path, key));

    private static T Load<T>(string variable, string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{variable}: {path}: {wrong.Message.TrimEnd('.')}", wrong);
        }
    }
}
