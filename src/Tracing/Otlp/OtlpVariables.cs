namespace ActorKernel.Tracing.Otlp;

/// <summary>OpenTelemetry's environment variables. One that is empty is not set.</summary>
internal sealed class OtlpVariables(Func<string, string?> variable)
{
    public string? Value(string name) => variable(name) is string value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The exporter's, by what follows OTEL_EXPORTER_OTLP_; that of traces alone goes before that of all.</summary>
    public (string Name, string Value)? Find(string name)
    {
        foreach (string whole in (string[])[$"OTEL_EXPORTER_OTLP_TRACES_{name}", $"OTEL_EXPORTER_OTLP_{name}"])
        {
            if (Value(whole) is string value)
                return (whole, value);
        }

        return null;
    }

    /// <param name="parse">Is given the name, for complaints, and the value.</param>
    public T Read<T>(string name, Func<string, string, T> parse, T unset) =>
        Find(name) is (string whole, string value) ? parse(whole, value) : unset;
}
