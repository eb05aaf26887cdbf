import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiFixture, apiFixture, DESK, OTHER_DESK } from '../testing/api-fixture.js';

let api: ApiFixture;
let address: string;
beforeAll(async () => {
  api = await apiFixture();
  await api.app.listen(0, '127.0.0.1');
  address = await api.app.getUrl();
});
afterAll(() => api.close());

interface Message {
  readonly event?: string;
  readonly id?: string;
  readonly data?: {
    position: string;
    changed: { ticket: string; order: string }[];
    removed: string[];
    code: string;
  };
}

/** Reads a stream of server-sent events message by message. */
class Reader {
  private text = '';
  private constructor(
    private readonly body: ReadableStreamDefaultReader<Uint8Array>,
    private readonly abort: AbortController,
  ) {}

  static async open(token: string, lastEventId?: string, desk = DESK): Promise<Reader> {
    const abort = new AbortController();
    const response = await fetch(`${address}/api/v1/desks/${desk}/queue/stream`, {
      headers: { authorization: `Bearer ${token}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
      signal: abort.signal,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    return new Reader((response.body as ReadableStream<Uint8Array>).getReader(), abort);
  }

  /** The next message that `wanted` takes; undefined at the end of the stream. */
  async next(wanted: (message: Message) => boolean): Promise<Message | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const message = parse(this.text.slice(0, end));
        this.text = this.text.slice(end + 2);
        if (wanted(message)) return message;
        continue;
      }
      const { value, done } = await this.body.read();
      if (done) return undefined;
      this.text += Buffer.from(value).toString('utf8');
    }
  }

  close(): void {
    this.abort.abort();
  }
}

function parse(block: string): Message {
  const fields = Object.fromEntries(
    block.split('\n').flatMap((line) => {
      const at = line.indexOf(': ');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 2)]] : [];
    }),
  );
  return { ...fields, ...(fields.data === undefined ? {} : { data: JSON.parse(fields.data) }) };
}

const request = { desk: DESK, channel: 'account', serviceKind: 'network-problem', subject: 'а', text: 'б' };
const open = async () =>
  (await api.call('POST', '/api/v1/tickets', { as: 'customer', body: request })).body.id as string;
const changesOf = (ticket: string) => (message: Message) =>
  message.event === 'changes' &&
  (message.data?.changed.some((entry) => entry.ticket === ticket) === true ||
    message.data?.removed.includes(ticket) === true);

describe('the stream of a queue', () => {
  it('says where it begins, then every change, then that a ticket left', async () => {
    const reader = await Reader.open(await api.token('operator'));
    expect(await reader.next(({ event }) => event !== undefined)).toMatchObject({
      event: 'ready',
      id: expect.any(String),
    });
    const ticket = await open();
    const change = await reader.next(changesOf(ticket));
    expect(change?.data?.changed[0]).toMatchObject({ ticket, order: expect.any(String) });
    await api.call('POST', `/api/v1/tickets/${ticket}/closure`, {
      as: 'customer',
      body: { reason: 'solved' },
    });
    const left = await reader.next((message) => message.data?.removed?.includes(ticket) === true);
    expect(left?.event).toBe('changes');
    reader.close();
  });

  it('goes on after Last-Event-ID with what was missed, and begins anew where that is no place of this log', async () => {
    const token = await api.token('operator');
    const first = await Reader.open(token);
    const begun = await first.next(({ event }) => event === 'ready');
    first.close();
    const missed = await open();
    const shown = await api.call('GET', `/api/v1/tickets/${missed}`, { as: 'operator' });
    await api.call('GET', `/api/v1/desks/${DESK}/queue?minPosition=${shown.body.position}`, {
      as: 'operator',
    });
    const resumed = await Reader.open(token, begun?.id);
    expect(await resumed.next(changesOf(missed))).toBeDefined();
    resumed.close();
    const [place = '', log = ''] = begun?.id?.split('.') ?? [];
    const nowheres = [
      '7',
      `7.${log}`,
      `${'9'.repeat(place.length)}.${log}`,
      place,
      `${place}.00000000`,
      'x',
      '.',
    ];
    for (const nowhere of nowheres) {
      const lost = await Reader.open(token, nowhere);
      expect(await lost.next(({ event }) => event !== undefined)).toMatchObject({ event: 'reset' });
      lost.close();
    }
  });

  it('keeps the reader alive and moves his place on', async () => {
    const reader = await Reader.open(await api.token('operator'));
    const begun = await reader.next(({ event }) => event === 'ready');
    const beat = await reader.next(({ event, id }) => event === undefined && id !== undefined);
    expect(beat?.id).toBe(begun?.id);
    reader.close();
  });

  it('ends when the right to it is withdrawn, and when the token ends', async () => {
    const member = { name: 'Ким', roles: ['operator'], desks: [DESK] };
    const { id } = (await api.call('POST', '/api/v1/staff', { as: 'administrator', body: member })).body;
    const reader = await Reader.open(await api.token('operator', { subject: id }));
    await api.call('POST', `/api/v1/staff/${id}/deactivation`, { as: 'administrator' });
    expect(await reader.next(({ event }) => event === 'end')).toMatchObject({
      data: { code: 'staff-deactivated' },
    });
    expect(await reader.next(() => true)).toBeUndefined();

    const short = await Reader.open(await api.token('operator', { lifetime: 2 }));
    expect(await short.next(({ event }) => event === 'end')).toMatchObject({
      data: { code: 'token-expired' },
    });
  });

  it('is not there for other desks and other roles', async () => {
    const url = (desk: string) => `/api/v1/desks/${desk}/queue/stream`;
    expect(await api.call('GET', url(OTHER_DESK), { as: 'operator' })).toMatchObject({
      status: 404,
      body: { code: 'desk-not-found' },
    });
    expect(await api.call('GET', url(DESK), { as: 'customer' })).toMatchObject({ status: 403 });
    expect(await api.call('GET', url('nowhere'), { as: 'auditor' })).toMatchObject({ status: 404 });
  });
});
