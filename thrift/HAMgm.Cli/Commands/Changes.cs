using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>Results of commands that change something.</summary>
internal static class Changes
{
    /// <summary>
    /// A result; what the node remarked on it ("takes effect after a restart") goes along as
    /// serverMessage, since the envelope's own message is fixed and in the caller's language.
    /// </summary>
    public static Outcome Outcome(BaseResponse answer, Fields data)
    {
        data.Add("serverMessage", answer.Message, answer.__isset.message && answer.Message.Length > 0);
        return new Outcome(Messages.Done, answer.Timestamp, data, IsChange: true);
    }
}
