using HAMgm.ScriptHost.Programs;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace HAMgm.ScriptHost.JavaScript;

/// <summary>
/// What a script can call besides the language: log, http.get, tcp.connect, exec, file.read, and healthy, degraded, unhealthy for its
/// answer. Only functions and plain values are handed in, never an object of .NET: each would be a way out.
/// </summary>
internal sealed class ScriptApi(ApiContext context)
{
    /// <summary>Puts the functions into an engine.</summary>
    public void AddTo(Engine engine)
    {
        ObjectInstance global = engine.Global;
        Add(engine, global, "healthy", (_, arguments) => Answer(engine, "healthy", arguments));
        Add(engine, global, "degraded", (_, arguments) => Answer(engine, "degraded", arguments));
        Add(engine, global, "unhealthy", (_, arguments) => Answer(engine, "unhealthy", arguments));
        Add(engine, global, "exec", (_, arguments) => Exec(engine, arguments));
        ObjectInstance log = AddObject(engine, "log");
        foreach (string level in (string[])["debug", "info", "warn", "error"])
        {
            Add(engine, log, level, (_, arguments) => Log(level, arguments));
        }

        Add(engine, AddObject(engine, "http"), "get", (_, arguments) => HttpGet(engine, arguments));
        Add(engine, AddObject(engine, "tcp"), "connect", (_, arguments) => TcpConnect(engine, arguments));
        Add(engine, AddObject(engine, "file"), "read", (_, arguments) => FileRead(engine, arguments));
    }

    private static ObjectInstance AddObject(Engine engine, string name)
    {
        ObjectInstance created = engine.Object.Construct(Arguments.Empty);
        engine.Global.FastAddProperty(name, created, writable: false, enumerable: false, configurable: false);
        return created;
    }

    private static void Add(Engine engine, ObjectInstance target, string name, Func<JsValue, JsValue[], JsValue> function) =>
        target.FastAddProperty(name, new ClrFunctionInstance(engine, function), writable: false, enumerable: false, configurable: false);

    private static ObjectInstance Answer(Engine engine, string status, JsValue[] arguments)
    {
        ObjectInstance answer = engine.Object.Construct(Arguments.Empty);
        Set(answer, "status", status);
        Set(answer, "message", Text(arguments, 0));
        answer.FastAddProperty("metrics", arguments.Length > 1 ? arguments[1] : JsValue.Undefined, true, true, true);
        return answer;
    }

    private JsValue Log(string level, JsValue[] arguments)
    {
        context.Log(level, Text(arguments, 0));
        return JsValue.Undefined;
    }

    private ObjectInstance Exec(Engine engine, JsValue[] arguments)
    {
        List<string> words = [];
        if (arguments.Length > 1 && arguments[1].IsArray())
        {
            // Its length is the script's word: bounded before it is believed.
            ObjectInstance list = arguments[1].AsObject();
            uint count = Math.Min(TypeConverter.ToUint32(list.Get("length")), ProgramCall.MaxArguments);
            for (uint index = 0; index < count; index++)
            {
                words.Add(Primitive(list.Get(index.ToString(System.Globalization.CultureInfo.InvariantCulture))));
            }
        }

        ProgramCall call = context.Exec(Text(arguments, 0), words, TimeLimit(arguments, 2));
        ObjectInstance result = engine.Object.Construct(Arguments.Empty);
        Set(result, "ok", call.Error.Length == 0 && call.ExitCode == 0);
        Set(result, "code", call.ExitCode);
        Set(result, "stdout", call.Output);
        Set(result, "stderr", call.ErrorOutput);
        Set(result, "error", call.Error);
        return result;
    }

    private ObjectInstance HttpGet(Engine engine, JsValue[] arguments)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (Option(arguments, 1, "headers") is { } given && given.IsObject())
        {
            foreach (var property in given.AsObject().GetOwnProperties().Take(HttpCall.MaxHeaders).ToArray())
            {
                headers[property.Key] = Primitive(given.AsObject().Get(property.Key));
            }
        }

        bool isInsecure = Option(arguments, 1, "insecure") is { } insecure && insecure.IsBoolean() && insecure.AsBoolean();
        HttpCall call = HttpCall.Get(Text(arguments, 0), headers, isInsecure, TimeLimit(arguments, 1));
        ObjectInstance result = engine.Object.Construct(Arguments.Empty);
        Set(result, "ok", call.Error.Length == 0 && call.Status is >= 200 and < 400);
        Set(result, "status", call.Status);
        Set(result, "body", call.Body);
        Set(result, "ms", call.Duration.TotalMilliseconds);
        Set(result, "error", call.Error);
        return result;
    }

    private ObjectInstance TcpConnect(Engine engine, JsValue[] arguments)
    {
        double port = arguments.Length > 1 && arguments[1].IsNumber() ? arguments[1].AsNumber() : 0;
        TcpCall call = TcpCall.Connect(Text(arguments, 0), port, TimeLimit(arguments, 2));
        ObjectInstance result = engine.Object.Construct(Arguments.Empty);
        Set(result, "ok", call.Error.Length == 0);
        Set(result, "ms", call.Duration.TotalMilliseconds);
        Set(result, "error", call.Error);
        return result;
    }

    private ObjectInstance FileRead(Engine engine, JsValue[] arguments)
    {
        string error = context.ReadFile(Text(arguments, 0), out string text);
        ObjectInstance result = engine.Object.Construct(Arguments.Empty);
        Set(result, "ok", error.Length == 0);
        Set(result, "text", text);
        Set(result, "error", error);
        return result;
    }

    /// <summary>What is left of the run, or less where the script asks for less ({timeout: milliseconds}).</summary>
    private TimeSpan TimeLimit(JsValue[] arguments, int index)
    {
        TimeSpan left = context.Left;
        return Option(arguments, index, "timeout") is { } wanted && wanted.IsNumber() && wanted.AsNumber() >= 0 && wanted.AsNumber() < left.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(wanted.AsNumber())
            : left;
    }

    private static JsValue? Option(JsValue[] arguments, int index, string name) =>
        arguments.Length > index && arguments[index].IsObject() ? arguments[index].AsObject().Get(name) : null;

    private static string Text(JsValue[] arguments, int index) => arguments.Length > index ? Primitive(arguments[index]) : "";

    // An object is not turned into text here: that would run the script's own toString within ours.
    private static string Primitive(JsValue value) => value.IsObject() ? "[object]" : TypeConverter.ToString(value);

    private static void Set(ObjectInstance target, string name, JsValue value) => target.FastAddProperty(name, value, true, true, true);
}
