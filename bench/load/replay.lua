-- wrk sends what the benchmark has written to a file, request after request, and says as JSON what came of it.
local requests, n = {}, 0
local file = assert(io.open(os.getenv('BENCH_REQUESTS'), 'rb'))
for request in (file:read('*a')):gmatch('([^%z]+)') do requests[#requests + 1] = request end
file:close()

function request()
  n = n % #requests + 1
  return requests[n]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('{"requests":%d,"durationUs":%d,"failed":%d,"p50Us":%d,"p99Us":%d}',
    summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
