namespace ActorKernel.Machine;

/// <summary>Guesses what somebody meant to write.</summary>
public static class Spelling
{
    private const int LettersPerMistake = 3;

    /// <summary>The candidate that is nearest, the earliest of equals; null when none is near.</summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        string? closest = null;
        int least = Math.Max(1, word.Length / LettersPerMistake) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word, candidate);
            if (distance < least)
                (closest, least) = (candidate, distance);
        }

        return closest;
    }

    /// <summary>"; did you mean 'X'?" or nothing.</summary>
    public static string Suggestion(string word, IEnumerable<string> candidates) =>
        Closest(word, candidates) is string closest ? $"; did you mean '{closest}'?" : "";

    /// <summary>Letters to insert, drop, replace or swap with the next one.</summary>
    private static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= to.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if (isSwap)
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[from.Length, to.Length];
    }
}
