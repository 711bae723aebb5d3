// An identity check in JavaScript, with nothing but Node and sdk/docs/protocol.md.
// The family name says what happens: Refused, Callback, Later; anybody else is approved.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';

const [socketPath, flag, folder] = process.argv.slice(2);
if (flag !== '--plugins') process.exit(2);
const manifest = JSON.parse(readFileSync(path.join(folder, 'plugin.json'), 'utf8'));
const lines = readline.createInterface({ input: process.stdin });
const greeting = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));
if (greeting.protocol !== 1) process.exit(3);
lines.on('close', () => process.exit(0)); // the parent is gone

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
const log = (call, event, fields = {}) =>
  say({ log: 'information', plugin: manifest.id, tenant: call.installation.tenantId, installation: call.installation.installationId, event, fields });

const outcome = (decision, ...reasonKeys) => ({ decision, reasonKeys, final: true, rank: decision === 'review' ? 10 : 30 });
const known = new Map(); // reference -> { decision, from: when it is made }

function start(call) {
  const ref = 'node-' + createHash('sha256').update(call.installation.tenantId + '|' + call.idempotencyKey).digest('hex').slice(0, 24);
  const name = call.input.familyName;
  if (name === 'Refused') return { status: 'completed', value: outcome('declined', 'identity.no_match') };
  if (name !== 'Callback' && name !== 'Later') return { status: 'completed', value: outcome('approved') };
  const isNew = !known.has(ref); // the same key never has a second effect
  if (isNew) known.set(ref, { decision: 'approved', from: name === 'Callback' ? 0 : Date.parse(call.installation.now) + 2000 });
  if (isNew && name === 'Callback') void post(call, ref);
  const later = (seconds) => new Date(Date.parse(call.installation.now) + seconds * 1000).toISOString();
  return { status: 'pending', ref, pollAfter: later(2), expiresAt: later(3600) };
}

function get(call) {
  const found = known.get(call.input.ref);
  if (found && Date.parse(call.installation.now) < found.from) return { status: 'pending', ref: call.input.ref, expiresAt: new Date(found.from + 3600_000).toISOString() };
  return found ? { status: 'completed', value: outcome(found.decision) } : { status: 'failed-final', code: 'node.unknown', safeMessageKey: 'provider.not_found' };
}

// What the provider would post. This process has no network: the broker sends it.
async function post(call, ref) {
  const body = Buffer.from(JSON.stringify({ id: 'evt-' + ref, ref, decision: 'approved', occurredAt: call.installation.now }));
  const signature = createHmac('sha256', call.installation.secrets.callbackSecret).update(body).digest('hex');
  const answer = await ask(greeting.broker, '/v1/http', {
    grant: call.installation.grant, method: 'POST', url: call.installation.callbackUrl, headers: { 'Content-Type': 'application/json', 'Node-Signature': signature },
    body: body.toString('base64'), timeoutMs: 5000, maxBytes: 1024,
  });
  log(call, 'callback.posted', { status: answer.status });
}

function callback(message) {
  const body = Buffer.from(message.body, 'base64');
  const [, given] = Object.entries(message.headers).find(([name]) => name.toLowerCase() === 'node-signature') ?? [];
  const wanted = createHmac('sha256', message.installation.secrets.callbackSecret).update(body).digest();
  const offered = Buffer.from(given ?? '', 'hex');
  if (offered.length !== wanted.length || !timingSafeEqual(offered, wanted)) return { verdict: 'rejected', reason: 'callback.signature' };
  const event = eventIn(body);
  if (!event) return { verdict: 'rejected', reason: 'callback.unreadable' };
  return { verdict: 'accepted', eventId: event.id, ref: event.ref, kind: 'check.finished', occurredAt: event.occurredAt, value: outcome(event.decision), final: true, rank: 30 };
}

// Signed, and still it may be anything.
function eventIn(body) {
  try {
    const event = JSON.parse(body);
    const isRef = typeof event?.ref === 'string' && /^[\w.:-]{1,200}$/.test(event.ref);
    return isRef && typeof event.id === 'string' && typeof event.decision === 'string' && !Number.isNaN(Date.parse(event.occurredAt)) ? event : null;
  } catch {
    return null;
  }
}

const routes = {
  [`POST /v1/plugins/${manifest.id}/identity-verification/start`]: start,
  [`POST /v1/plugins/${manifest.id}/identity-verification/get`]: get,
  [`POST /v1/plugins/${manifest.id}/callback`]: callback,
  [`POST /v1/plugins/${manifest.id}/check`]: () => ({ healthy: true, code: 'ok' }),
  'GET /v1/handshake': () => ({ protocol: 1, nonce: greeting.nonce, plugins: [{ id: manifest.id, version: manifest.version, contracts: ['identity-verification'] }] }),
};

const server = http.createServer(async (request, response) => {
  if (request.headers['portico-nonce'] !== greeting.nonce) return response.writeHead(401).end();
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return response.writeHead(404).end();
  try {
    const text = await read(request);
    const message = text ? JSON.parse(text) : null;
    if (message?.installation.settings.recordTo) record(request.url, message);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(route(message)));
  } catch {
    response.writeHead(400).end();
  }
});
server.keepAliveTimeout = 0; // the platform decides when a connection ends
server.listen(socketPath, () => {
  chmodSync(socketPath, 0o600);
  say({ ready: true });
});

// For the test that holds the platform's messages against protocol.openapi.json.
function record(url, message) {
  const own = path.join(greeting.data, manifest.id, message.installation.tenantId);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  appendFileSync(path.join(own, message.installation.settings.recordTo), JSON.stringify({ url, message }) + '\n');
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function ask(socket, url, message) {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath: socket, path: url, method: 'POST', headers: { 'Content-Type': 'application/json' } }, async (reply) => resolve(JSON.parse(await read(reply))));
    request.on('error', reject);
    request.end(JSON.stringify(message));
  });
}
