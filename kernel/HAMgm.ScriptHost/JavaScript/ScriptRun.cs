using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Parser;
using Jint.Runtime;
using ParsedScript = Jint.Parser.Ast.Program;

namespace HAMgm.ScriptHost.JavaScript;

/// <summary>
/// Runs JavaScript: <c>run(facts)</c> of the script, in an engine that is new each time. What ordinary code does too much of is an
/// error here; what the interpreter itself cannot bound ends this process, or is ended by the service at the deadline.
/// </summary>
internal sealed class ScriptRun(WorkerLimits limits, Action<string, string> log)
{
    private const string EntryPoint = "run";
    private readonly ScriptCache _cache = new();
    private readonly ApiContext _context = new(limits, log);

    /// <summary>Runs a script once.</summary>
    public RunReply Run(RunRequest request)
    {
        _context.Begin(request.Timeout);
        try
        {
            return RunOnce(request);
        }
        catch (JavaScriptException e)
        {
            return RunReply.Failed(ScriptFailure.Faulted, $"{Where(request, e.LineNumber)}: {Describe(e)}");
        }
        catch (ParserException e)
        {
            return RunReply.Failed(ScriptFailure.Faulted, $"{Where(request, e.LineNumber)}: {e.Description ?? e.Message}");
        }
        catch (RegexMatchTimeoutException)
        {
            return RunReply.Failed(ScriptFailure.LimitExceeded, $"a regular expression took longer than {WorkerLoop.RegexTimeout.TotalMilliseconds:0} ms");
        }
        catch (TimeoutException)
        {
            return RunReply.Failed(ScriptFailure.TimedOut, $"it did not end within {request.Timeout.TotalMilliseconds:0} ms");
        }
        catch (StatementsCountOverflowException)
        {
            return RunReply.Failed(ScriptFailure.LimitExceeded, $"it executed more than {limits.Statements} statements (scripts.statements)");
        }
        catch (RecursionDepthOverflowException)
        {
            return RunReply.Failed(ScriptFailure.LimitExceeded, $"its functions call each other more than {limits.Recursion} deep");
        }
        catch (OutOfMemoryException)
        {
            return RunReply.Failed(ScriptFailure.LimitExceeded, "it used more memory than scripts.memory allows", isSpent: true);
        }
        catch (Exception e)
        {
            // Hostile code makes the interpreter throw anything; whatever it is, it is the script's fault, and this worker is not used again.
            return RunReply.Failed(ScriptFailure.Faulted, $"the interpreter gave up: {e.GetType().Name}: {e.Message}", isSpent: true);
        }
    }

    private RunReply RunOnce(RunRequest request)
    {
        ParsedScript program;
        try
        {
            program = _cache.Get(request.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return RunReply.Failed(ScriptFailure.NotStarted, e.Message);
        }

        var engine = new Engine(options => options
            .LimitRecursion(limits.Recursion)
            .MaxStatements(limits.Statements)
            .TimeoutInterval(request.Timeout)
            .Culture(CultureInfo.InvariantCulture)
            .LocalTimeZone(TimeZoneInfo.Utc));
        new ScriptApi(_context).AddTo(engine);
        engine.Execute(program);
        JsValue entry = engine.GetValue(EntryPoint);
        if (!entry.Is<Jint.Native.ICallable>())
        {
            return RunReply.Failed(ScriptFailure.Faulted, $"it has no function {EntryPoint}(facts)");
        }

        JsValue facts = new JsonParser(engine).Parse(Encoding.UTF8.GetString(request.Facts.Span));
        return Answer(engine.Invoke(EntryPoint, facts));
    }

    private static RunReply Answer(JsValue answer)
    {
        var reply = new RunReply();
        if (answer.IsUndefined() || (answer.IsBoolean() && answer.AsBoolean()))
        {
            return reply;
        }

        if (answer.IsBoolean())
        {
            reply.Verdict = ScriptVerdict.Unhealthy;
            return reply;
        }

        if (!answer.IsObject() || answer.IsArray())
        {
            return RunReply.Failed(ScriptFailure.Faulted, $"{EntryPoint} must return healthy(…), degraded(…), unhealthy(…), true, false or nothing");
        }

        ObjectInstance given = answer.AsObject();
        JsValue status = given.Get("status");
        switch (status.IsString() ? status.AsString() : "")
        {
            case "healthy":
                reply.Verdict = ScriptVerdict.Healthy;
                break;
            case "degraded":
                reply.Verdict = ScriptVerdict.Degraded;
                break;
            case "unhealthy":
                reply.Verdict = ScriptVerdict.Unhealthy;
                break;
            default:
                return RunReply.Failed(ScriptFailure.Faulted, "the status that it returns must be \"healthy\", \"degraded\" or \"unhealthy\"");
        }

        JsValue message = given.Get("message");
        reply.Message = message.IsObject() || message.IsUndefined() || message.IsNull() ? "" : TypeConverter.ToString(message);
        return AddMetrics(reply, given.Get("metrics"));
    }

    private static RunReply AddMetrics(RunReply reply, JsValue metrics)
    {
        if (!metrics.IsObject())
        {
            return reply;
        }

        foreach (string name in metrics.AsObject().GetOwnProperties().Select(property => property.Key).Take(RunReply.MaxMetrics + 1).ToArray())
        {
            JsValue value = metrics.AsObject().Get(name);
            if (!value.IsNumber() || !reply.TryAddMetric(name, value.AsNumber()))
            {
                return RunReply.Failed(
                    ScriptFailure.Faulted, $"metric '{(name.Length > 64 ? name[..64] : name)}' must be a finite number, with a name of at most 64 characters, one of at most {RunReply.MaxMetrics}");
            }
        }

        return reply;
    }

    private static string Where(RunRequest request, int line) => line > 0 ? $"{Path.GetFileName(request.Path)}:{line}" : Path.GetFileName(request.Path);

    // Not by the script's own toString.
    private static string Describe(JavaScriptException e) =>
        e.Error.IsObject()
            ? e.Error.AsObject().Get("message") is { } message && message.IsString() ? message.AsString() : "an object was thrown"
            : "thrown: " + TypeConverter.ToString(e.Error);
}
