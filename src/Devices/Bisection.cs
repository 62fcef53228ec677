namespace ActorKernel.Devices;

internal static class Bisection
{
    extension<TKey, TValue>(SortedList<TKey, TValue> list)
        where TKey : notnull, IComparable<TKey>
        where TValue : class
    {
        /// <summary>The value with the least key that is not below <paramref name="key"/>; null when there is none.</summary>
        public TValue? FirstFrom(TKey key)
        {
            int low = 0;
            int high = list.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (list.Keys[middle].CompareTo(key) < 0)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low < list.Count ? list.Values[low] : null;
        }
    }
}
