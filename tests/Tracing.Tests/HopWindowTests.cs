using ActorKernel.Actors;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Tests;

public sealed class HopWindowTests
{
    /// <summary>So that who keeps a trace until it ends needs memory for the window alone.</summary>
    [Fact]
    public void A_tree_is_over_when_its_last_delivery_is_forgotten()
    {
        HopWindow window = new(size: 3);
        MessageTree first = new(default);
        MessageTree second = new(default);
        List<MessageTree?> over = [];
        MessageTree?[] trees = [first, second, first, second, second, null, null, null];
        for (int place = 0; place < trees.Length; place++)
        {
            Hop hop = new(new(new(1), place, 0), MessageId.None, new(2), "Tick", default, default, default, place);
            over.Add(window.Add(hop));
            if (trees[place] is MessageTree tree)
                window.SetTree(hop.Id, tree);
        }

        Assert.Equal([null, null, null, null, null, first, null, second], over);
    }
}
