// @hamgm health interval=5s timeout=2s rise=2 fall=3 weight=20
// @hamgm description="The load of this node, per processor." parameter.degraded=1.5 parameter.unhealthy=4

// Called at each interval with what the node knows: facts.role, facts.term, facts.peerState, facts.parameters, ...
// ES5 with let and const. What it may use besides: log, http.get, tcp.connect, exec, file.read.
function run(facts) {
  const answer = file.read("/proc/loadavg");
  if (!answer.ok) {
    return unhealthy("the load cannot be read: " + answer.error);
  }

  const load = parseFloat(answer.text);
  const metrics = { load: load };
  if (load >= facts.parameters.unhealthy) {
    return unhealthy("load " + load + " on a " + facts.role, metrics);
  }

  return load >= facts.parameters.degraded ? degraded("load " + load, metrics) : healthy("load " + load, metrics);
}
