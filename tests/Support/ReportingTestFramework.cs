using System.Reflection;
using GraphSeq.Tests.Fuzzing;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("GraphSeq.Tests.Support.ReportingTestFramework", "GraphSeq.Tests")]

namespace GraphSeq.Tests.Support;

/// <summary>xunit's framework, with the reports of <see cref="GoldenTally"/> and <see cref="FuzzTally"/> at the end of a run.</summary>
public sealed class ReportingTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases, new ReportAtTheEnd(executionMessageSink, DiagnosticMessageSink), executionOptions);
    }

    private sealed class ReportAtTheEnd(IMessageSink inner, IMessageSink diagnostics) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestAssemblyFinished)
                foreach (var line in GoldenTally.Report().Concat(FuzzTally.Report())) diagnostics.OnMessage(new DiagnosticMessage(line));
            return inner.OnMessage(message);
        }
    }
}
