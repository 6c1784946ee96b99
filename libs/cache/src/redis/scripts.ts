// The scripts that Redis runs for us, each in one step. Moments are microseconds by Redis's own clock, so that the clocks
// of the replicas do not matter. Records are read as shared-record.ts writes them.
//
// The log of invalidations is one sorted set: each tag (`t` and its name) with the moment it was last invalidated, and `f`
// with the floor, the moment that the log begins. What was asked for before the floor counts as invalidated. So the log may
// be cut short, evicted, or lost with the whole of Redis: nothing is served that it might have marked.

const readHeader = `
local function header(value)
  if not value or #value < 44 or string.byte(value, 1) ~= 1 then return nil end
  local _, kind, storedAt, ttl, swr, sie, asked, tags, at = struct.unpack('>BBdddddH', value)
  return { kind = kind, storedAt = storedAt, ttl = ttl, swr = swr, sie = sie, asked = asked, tags = tags, at = at }
end
local function names(value, from, count)
  local found = {}
  for _ = 1, count do
    if from + 1 > #value then return nil end
    local length = struct.unpack('>H', string.sub(value, from, from + 1))
    if from + 1 + length > #value then return nil end
    found[#found + 1] = string.sub(value, from + 2, from + 1 + length)
    from = from + 2 + length
  end
  return found
end
local function get(key)
  local value = redis.pcall('GET', key)
  if type(value) == 'string' then return value end
  return nil
end
local function marked(log, tags, asked)
  if #tags == 0 then return false end
  local floor = redis.call('ZSCORE', log, 'f')
  if not floor or asked < tonumber(floor) then return true end
  for _, tag in ipairs(tags) do
    local at = redis.call('ZSCORE', log, 't' .. tag)
    if at and tonumber(at) >= asked then return true end
  end
  return false
end
`;

const readTime = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function text(moment) return string.format('%.0f', moment) end
`;

/** For how long the log is kept at least, in milliseconds; writing a record that lives longer lengthens it. */
const LOG_LIFE_MS = 86_400_000;

const keepLog = `
local function keepLog(log, life)
  local left = redis.call('PTTL', log)
  if left >= 0 and left >= life then return end
  redis.call('PEXPIRE', log, text(life))
end
`;

// A lease is `A` and who asks, or for a moment `F`, who has asked in vain, a space, and what to tell those who waited.

/**
 * Reads a record; where it is of no use any more as a hit, or not there, tries to take the lease.
 *
 * Keys: record, lease, log. Arguments: who asks, the lease's milliseconds, 1 where only a fresh one is of use, who was
 * waited for or nothing.
 * Returns the present moment, the record or nil, 1 where it is marked, and of the lease: 0 none, 1 ours, 2 theirs, 3 failed;
 * whose it is, or the failure.
 */
export const READ = `${readTime}${readHeader}
local value = get(KEYS[1])
local head = header(value)
local tags = head and names(value, head.at, head.tags)
local isMarked = false
local useful = false
if not tags then
  value = false
else
  isMarked = marked(KEYS[3], tags, head.asked)
  local life = head.ttl
  if ARGV[3] ~= '1' then life = life + head.swr end
  useful = not isMarked and now - head.storedAt < life * 1000
end
local lease = 0
local about = ''
if not useful then
  local held = get(KEYS[2])
  local vain = 'F' .. ARGV[4] .. ' '
  if held and ARGV[4] ~= '' and string.sub(held, 1, #vain) == vain then
    lease = 3
    about = string.sub(held, #vain + 1)
  elseif held and string.sub(held, 1, 1) == 'A' and held ~= 'A' .. ARGV[1] then
    lease = 2
    about = string.sub(held, 2)
  else
    lease = 1
    redis.pcall('SET', KEYS[2], 'A' .. ARGV[1], 'PX', ARGV[2])
  end
end
return { text(now), value, isMarked and 1 or 0, lease, about }
`;

/**
 * Writes a record, and gives back the lease.
 *
 * Keys: record, lease, log. Arguments: the record, its milliseconds to live.
 * Returns the present moment, and 1 where it was written.
 */
export const WRITE = `${readTime}${readHeader}${keepLog}
local new = header(ARGV[1])
local tags = names(ARGV[1], new.at, new.tags)
local written = 0
local value = new.kind == 1 and get(KEYS[1])
local old = header(value)
local keepsOld = false
if old and old.kind == 0 then
  local oldTags = names(value, old.at, old.tags)
  local staleMs = (now - old.storedAt) / 1000 - old.ttl
  if oldTags then
    keepsOld = staleMs < old.sie or (staleMs < old.swr and not marked(KEYS[3], oldTags, old.asked))
  end
end
if not keepsOld and not marked(KEYS[3], tags, new.asked) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  if #tags > 0 then keepLog(KEYS[3], tonumber(ARGV[2])) end
  written = 1
end
redis.call('DEL', KEYS[2])
return { text(now), written }
`;

/**
 * Removes a record.
 *
 * Keys: record. Returns the present moment.
 */
export const REMOVE = `${readTime}
redis.call('DEL', KEYS[1])
return { text(now) }
`;

/**
 * Keeps a lease.
 *
 * Keys: lease. Arguments: who asks, the lease's milliseconds. Returns the present moment.
 */
export const RENEW = `${readTime}
if redis.call('GET', KEYS[1]) == 'A' .. ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return { text(now) }
`;

/**
 * Gives a lease back; with a failure, leaves that for those who waited.
 *
 * Keys: lease. Arguments: who asked, the milliseconds that a failure stays, the failure or nothing.
 * Returns the present moment.
 */
export const RELEASE = `${readTime}
if redis.call('GET', KEYS[1]) == 'A' .. ARGV[1] then
  if ARGV[3] then redis.call('SET', KEYS[1], 'F' .. ARGV[1] .. ' ' .. ARGV[3], 'PX', ARGV[2])
  else redis.call('DEL', KEYS[1]) end
end
return { text(now) }
`;

/**
 * Notes tags as invalidated now, and tells the replicas. Where Redis is full it drops the log instead, which marks all.
 *
 * Keys: log, channel. Arguments: what to tell behind the moment, most tags to remember, the tags. No tags: all of them.
 * Returns a moment after the invalidation, and how many replicas are being told.
 */
export const INVALIDATE = `${readTime}${keepLog}
local log = KEYS[1]
local last = redis.call('ZREVRANGE', log, 0, 0, 'WITHSCORES')
if last[2] and tonumber(last[2]) >= now then now = tonumber(last[2]) + 1 end
local function note()
  if #ARGV == 2 then redis.call('DEL', log) end
  if not redis.call('ZSCORE', log, 'f') then redis.call('ZADD', log, text(now), 'f') end
  for index = 3, #ARGV do redis.call('ZADD', log, text(now), 't' .. ARGV[index]) end
  local excess = redis.call('ZCARD', log) - 1 - tonumber(ARGV[2])
  if excess > 0 then
    local first = redis.call('ZRANGE', log, excess, excess, 'WITHSCORES')
    redis.call('ZREMRANGEBYSCORE', log, '-inf', '(' .. first[2])
    redis.call('ZADD', log, first[2], 'f')
  end
  keepLog(log, ${LOG_LIFE_MS})
end
if not pcall(note) then redis.call('DEL', log) end
local told = redis.pcall('PUBLISH', KEYS[2], text(now) .. ' ' .. ARGV[1])
if type(told) ~= 'number' then told = 0 end
return { text(now + 1), told }
`;

/**
 * Sees to it that there is a log, and reads what was invalidated of late. It writes, so that it fails where nobody could.
 *
 * Keys: log, probe. Arguments: the moment up to which all is known, or -1.
 * Returns the present moment, the floor, and tags with their moments, one after the other.
 */
export const SYNC = `${readTime}${keepLog}
redis.call('SET', KEYS[2], '1', 'PX', 60000)
local floor = redis.call('ZSCORE', KEYS[1], 'f')
if not floor then
  floor = text(now)
  redis.call('ZADD', KEYS[1], floor, 'f')
end
keepLog(KEYS[1], ${LOG_LIFE_MS})
local tags = {}
if tonumber(ARGV[1]) >= 0 then tags = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'WITHSCORES') end
return { text(now), floor, tags }
`;
