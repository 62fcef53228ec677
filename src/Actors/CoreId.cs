namespace ActorKernel.Actors;

/// <summary>A core's number in its machine, from 0.</summary>
public readonly record struct CoreId(int Number) : IDescribed
{
    public override string ToString() => Number.ToString();

    void IDescribed.Describe(string field, Description to) => to.Number(field, Number);
}
