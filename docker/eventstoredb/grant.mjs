// The users of the log and what they may: `help-desk` appends and reads, also `$all`; `metrics` reads figures only.
// Nobody but administrators deletes a stream or writes its metadata ($maxAge, $maxCount and $tb hide events). May be run
// again at any time; passwords of users that are there stay. Reads EVENTSTORE_NODES (host:port,…), EVENTSTORE_CA_FILE and
// the files admin, help-desk and metrics of SECRETS_FOLDER, each a password.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

const { EVENTSTORE_NODES = '', EVENTSTORE_CA_FILE = '', SECRETS_FOLDER = '/run/secrets' } = process.env;
const nodes = EVENTSTORE_NODES.split(',');
const ca = readFileSync(EVENTSTORE_CA_FILE);
const password = (user) => readFileSync(join(SECRETS_FOLDER, user), 'utf8').trim();

const ADMINISTRATORS = '$admins';
const SERVICE = 'help-desk';
const APPEND_AND_READ = { $r: SERVICE, $w: SERVICE, $d: ADMINISTRATORS, $mr: SERVICE, $mw: ADMINISTRATORS };
const ADMINISTRATORS_ONLY = {
  $r: ADMINISTRATORS,
  $w: ADMINISTRATORS,
  $d: ADMINISTRATORS,
  $mr: ADMINISTRATORS,
  $mw: ADMINISTRATORS,
};
// Of all streams that have no list of their own; those whose names begin with `$` are the system's.
const DEFAULTS = { $userStreamAcl: APPEND_AND_READ, $systemStreamAcl: ADMINISTRATORS_ONLY };

const LONGEST_START_MS = 120_000;

/** A cluster that has just started has no leader yet, or has not made its own users yet. */
async function patiently(what, work) {
  for (const deadline = Date.now() + LONGEST_START_MS; ; await pause(1_000))
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what}: ${error.message || error.type}`, { cause: error });
    }
}

function post(path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      `https://${nodes[0]}${path}`,
      {
        method: 'POST',
        ca,
        auth: `admin:${password('admin')}`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        timeout: 5_000,
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode));
      },
    );
    sent.once('timeout', () => sent.destroy(new Error('no answer')));
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}

const CREATED = 201;
const ALREADY_THERE = 409;

async function makeUser(loginName, fullName) {
  await patiently(`user ${loginName}`, async () => {
    const status = await post('/users', { loginName, fullName, groups: [], password: password(loginName) });
    if (status !== CREATED && status !== ALREADY_THERE) throw new Error(`answered ${status}`);
  });
}

async function lastDefaults(client) {
  const read = client.readStream('$settings', { direction: 'backwards', fromRevision: 'end', maxCount: 1 });
  try {
    for await (const { event } of read) return event?.data;
  } catch (error) {
    if (error.type !== 'stream-not-found') throw error;
  } finally {
    await read.cancel();
  }
  return undefined;
}

async function grant(client) {
  if (JSON.stringify(await lastDefaults(client)) !== JSON.stringify(DEFAULTS))
    await client.appendToStream('$settings', jsonEvent({ type: '$settings', data: DEFAULTS }));
  // The service reads the whole log. What is deleted or truncated stays readable here until a scavenge.
  await client.setStreamMetadata('$all', { acl: { readRoles: [ADMINISTRATORS, SERVICE] } });
}

/** A client that once found no node finds none ever after, so each try has its own. */
async function withClient(work) {
  const admin = `admin:${encodeURIComponent(password('admin'))}`;
  const client = EventStoreDBClient.connectionString(
    `esdb://${admin}@${EVENTSTORE_NODES}?tls=true&tlsCAFile=${EVENTSTORE_CA_FILE}`,
  );
  try {
    await work(client);
  } finally {
    await client.dispose();
  }
}

await makeUser(SERVICE, 'Help desk');
await makeUser('metrics', 'Prometheus');
await patiently('$settings and $all', () => withClient(grant));
