import type { Redis } from "ioredis";

const ended = `local ended = { completed = true, failed = true, cancelled = true }`;

/**
 * Moves a run to another state, unless it has ended or another round has begun.
 * KEYS run, events; ARGV round, state, reason, ISO time, name of the field that takes the time (or empty), most events.
 * Returns the state the run has then, or `superseded`.
 */
const enterState = `
${ended}
local run = redis.call('HMGET', KEYS[1], 'round', 'state')
if run[1] ~= ARGV[1] then return 'superseded' end
if ended[run[2]] or run[2] == ARGV[2] then return run[2] end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'reason', ARGV[3])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], ARGV[5], ARGV[4]) end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], '*', 'event', 'state', 'at', ARGV[4], 'facts',
  cjson.encode({ state = ARGV[2], reason = ARGV[3] ~= '' and ARGV[3] or nil }))
return ARGV[2]
`;

/**
 * Writes how far a range is and adds the difference to the run's sums. An attempt that is older than what is written, or of
 * an older round, changes nothing.
 * KEYS run, outcomes, events; ARGV round, range, attempt, state of the range, stored, unchanged, updated, rejected, reason,
 * ISO time, milliseconds now, milliseconds between two progress events, most events.
 * Returns the run's state, or `superseded`.
 */
const recordRange = `
local run = redis.call('HMGET', KEYS[1], 'round', 'state', 'told_at')
if run[1] ~= ARGV[1] then return 'superseded' end
local raw = redis.call('HGET', KEYS[2], ARGV[2])
local before = raw and cjson.decode(raw) or { attempt = 0, state = 'new', stored = 0, unchanged = 0, updated = 0, rejected = 0 }
if before.attempt > tonumber(ARGV[3]) then return 'superseded' end
local after = { attempt = tonumber(ARGV[3]), state = ARGV[4], reason = ARGV[9] ~= '' and ARGV[9] or nil }
for place, name in ipairs({ 'stored', 'unchanged', 'updated', 'rejected' }) do
  after[name] = tonumber(ARGV[4 + place])
  if after[name] ~= before[name] then redis.call('HINCRBY', KEYS[1], name, after[name] - before[name]) end
end
for _, state in ipairs({ 'done', 'failed' }) do
  local change = (after.state == state and 1 or 0) - (before.state == state and 1 or 0)
  if change ~= 0 then redis.call('HINCRBY', KEYS[1], 'ranges_' .. state, change) end
end
redis.call('HSET', KEYS[2], ARGV[2], cjson.encode(after))
if after.state ~= 'working' or tonumber(ARGV[11]) - tonumber(run[3] or 0) >= tonumber(ARGV[12]) then
  local sums = redis.call('HMGET', KEYS[1], 'stored', 'unchanged', 'updated', 'rejected', 'deleted', 'total')
  redis.call('HSET', KEYS[1], 'told_at', ARGV[11])
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[13], '*', 'event', 'progress', 'at', ARGV[10], 'facts', cjson.encode({
    stored = tonumber(sums[1]), unchanged = tonumber(sums[2]), updated = tonumber(sums[3]), rejected = tonumber(sums[4]),
    deleted = tonumber(sums[5]), total = tonumber(sums[6]) }))
end
return run[2]
`;

/**
 * Begins a run's next round, when it has ended.
 * KEYS run, events; ARGV round that was read, ISO time, most events. Returns the round, or 0 when it was not to be.
 */
const beginRound = `
${ended}
local run = redis.call('HMGET', KEYS[1], 'round', 'state', 'expired')
if run[1] ~= ARGV[1] or not ended[run[2]] or run[3] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'waiting', 'reason', '', 'added', 0, 'finished_at', '', 'reopened', 1)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'event', 'state', 'at', ARGV[2], 'facts',
  cjson.encode({ state = 'waiting' }))
return redis.call('HINCRBY', KEYS[1], 'round', 1)
`;

/**
 * Remembers of how many ranges a job was added, unless another round has begun.
 * KEYS run; ARGV round, ranges. Returns the run's state, or `superseded`.
 */
const setAdded = `
local run = redis.call('HMGET', KEYS[1], 'round', 'state')
if run[1] ~= ARGV[1] then return 'superseded' end
redis.call('HSET', KEYS[1], 'added', ARGV[2])
return run[2]
`;

type Script = (...words: (string | number)[]) => Promise<unknown>;

/** The client with the scripts as commands: each changes several fields or keys at once, or none. */
export function withScripts(redis: Redis): Record<"enterState" | "recordRange" | "beginRound" | "setAdded", Script> {
  redis.defineCommand("lesionEnterState", { numberOfKeys: 2, lua: enterState });
  redis.defineCommand("lesionRecordRange", { numberOfKeys: 3, lua: recordRange });
  redis.defineCommand("lesionBeginRound", { numberOfKeys: 2, lua: beginRound });
  redis.defineCommand("lesionSetAdded", { numberOfKeys: 1, lua: setAdded });
  const commands = redis as unknown as Record<string, Script>;
  return {
    enterState: (...words) => commands.lesionEnterState(...words),
    recordRange: (...words) => commands.lesionRecordRange(...words),
    beginRound: (...words) => commands.lesionBeginRound(...words),
    setAdded: (...words) => commands.lesionSetAdded(...words),
  };
}
