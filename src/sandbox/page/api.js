// Talks to the sandbox's control API under /sim/, and follows its feed of changes.

const kWait_s = 20;
const kPollLimit_ms = 30_000;
const kCallLimit_ms = 15_000;
const kFirstRetry_ms = 400;
const kLastRetry_ms = 5_000;

/** A call that the sandbox refused or that did not reach it; `message` can be shown. */
export class SimError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

async function reasonOf(response) {
  const fallback = `The sandbox answered ${response.status}`;
  try {
    const body = await response.json();
    const reason = body.description ?? body.detail ?? body.error?.message ?? body.error ?? body.message;
    return typeof reason === 'string' ? reason : fallback;
  } catch {
    return fallback;
  }
}

async function request(path, options, limit_ms) {
  let response;
  try {
    response = await fetch(path, {cache: 'no-store', signal: AbortSignal.timeout(limit_ms), ...options});
  } catch (error) {
    throw new SimError(
        error.name === 'TimeoutError' ? 'The sandbox did not answer in time' :
                                        'The sandbox cannot be reached');
  }
  if (!response.ok) throw new SimError(await reasonOf(response), response.status);
  return response.json();
}

const get = (path, limit_ms = kCallLimit_ms) => request(path, {}, limit_ms);

function post(path, body) {
  const headers = {'content-type': 'application/json'};
  return request(path, {method: 'POST', headers, body: JSON.stringify(body)}, kCallLimit_ms);
}

/** The control API; `bot` narrows every call to one bot once there are several. */
export class SimApi {
  bot = null;

  people() { return get('/sim/people'); }
  bots() { return get('/sim/bots'); }
  create(person) { return post('/sim/people', person); }
  send(from, text) { return post('/sim/send', this.#scoped({from, text})); }
  dice(from, emoji) { return post('/sim/dice', this.#scoped({from, emoji})); }
  tap(from, message_id, data) { return post('/sim/tap', this.#scoped({from, message_id, data})); }
  pay(from, message_id) { return post('/sim/pay', this.#scoped({from, message_id})); }
  ton(person) { return get(`/sim/ton?${new URLSearchParams({person})}`); }
  payTon(from, link, house) { return post('/sim/ton/pay', {from, link, house}); }
  edit(from, message_id, text) { return post('/sim/edit', this.#scoped({from, message_id, text})); }
  forward(from, message_id) { return post('/sim/forward', this.#scoped({from, message_id})); }
  block(from, on) { return post('/sim/block', this.#scoped({from, on})); }

  chat(person) {
    const query = new URLSearchParams(this.#scoped({person}));
    return get(`/sim/chat?${query}`);
  }

  #scoped(body) { return this.bot === null ? body : {...body, bot: this.bot}; }
}

const sleep = (ms) => new Promise((resolve) => {
  const timer = setTimeout(done, ms);
  addEventListener('online', done);
  function done() {
    clearTimeout(timer);
    removeEventListener('online', done);
    resolve();
  }
});

/**
 * Follows /sim/changes for ever. `onChange(ids)` gets the people whose view changed and
 * null when anything may have (at the start, after a lost connection, after a reset);
 * `onLink(up)` hears of every turn between connected and lost.
 */
export async function followChanges(onChange, onLink) {
  let after = null;
  let retry_ms = kFirstRetry_ms;
  for (;;) {
    try {
      const query = after === null ? '' : `?after=${after}&wait=${kWait_s}`;
      const news = await get(`/sim/changes${query}`, kPollLimit_ms);
      const restarted = after === null || news.last < after;
      after = news.last;
      retry_ms = kFirstRetry_ms;
      onLink(true);
      if (restarted)
        onChange(null);
      else if (news.people.length > 0)
        onChange(news.people);
    } catch (error) {
      if (!(error instanceof SimError)) throw error;
      after = null;
      onLink(false);
      await sleep(retry_ms);
      retry_ms = Math.min(retry_ms * 2, kLastRetry_ms);
    }
  }
}
