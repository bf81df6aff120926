// libtorch's random state and thread count are process-wide: tests that touch them must not run side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
