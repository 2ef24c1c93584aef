using HAMgm.TestSupport;

namespace HAMgm.Scripts.Tests;

[TestClass]
public sealed class NginxTests
{
    [TestMethod]
    public void Nginx_RunningThenKilled_PassesThenFails()
    {
        var program = Programs.Require("nginx");
        var (folder, port) = (Programs.MakeFolder("nginx"), PortBlock.Next());
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            pid {{folder}}/pid;
            error_log stderr;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                location = /nginx_status { stub_status; }
                location = /page { return 200 "a page"; }
              }
            }
            """);
        Script Health() => new Script("health/nginx.sh").With("port", port);
        using var server = new Server(program, "-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", "stderr");
        server.WaitUntil(() => Health().Run().ExitCode == 0);

        var answer = Health().Run().Expect(0, "nginx answers, 1 active connections");
        Assert.AreEqual(answer.Metrics["accepts"], answer.Metrics["handled"]);
        Health().With("path", "/missing").Run().Expect(2, "nginx answers 404");
        Health().With("path", "/page").Run().Expect(2, "no stub_status page");

        server.Kill();
        Health().Run().Expect(2, "does not accept connections");
    }
}
