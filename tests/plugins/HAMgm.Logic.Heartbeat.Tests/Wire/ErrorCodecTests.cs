using HAMgm.Contracts.Errors;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Wire;

[TestClass]
public sealed class ErrorCodecTests
{
    [TestMethod]
    public void Decode_WhatWasEncoded_GivesItBack()
    {
        HamgmException sent = new(ErrorKind.NodeNotFound, ErrorCodes.NotFound, "节点-1", "There is no such node.");

        HamgmException got = ErrorCodec.Decode(ErrorCodec.Encode(sent));

        Assert.AreEqual((sent.Kind, sent.Code, sent.Subject, sent.Message), (got.Kind, got.Code, got.Subject, got.Message));
    }

    [TestMethod]
    public void Encode_EndlessMessage_FitsIntoOneFrame()
    {
        HamgmException sent = new(ErrorKind.Sync, 500, new string('节', 100_000), new string('点', 100_000));

        byte[] body = ErrorCodec.Encode(sent);

        Assert.IsLessThanOrEqualTo(MessageCodec.MaxFragmentLength, body.Length);
        Assert.AreEqual(ErrorKind.Sync, ErrorCodec.Decode(body).Kind);
    }

    [TestMethod]
    public void Decode_Garbage_GivesAnErrorAndThrowsNothing()
    {
        Random random = new(4);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] body = new byte[random.Next(64)];
            random.NextBytes(body);
            Assert.IsNotNull(ErrorCodec.Decode(body));
        }
    }
}
