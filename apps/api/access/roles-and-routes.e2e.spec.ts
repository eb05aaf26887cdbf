import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type ApiFixture,
  apiFixture,
  CUSTOMER,
  DESK,
  OTHER_CUSTOMER,
  OTHER_DESK,
} from '../testing/api-fixture.js';
import { ACTIONS, isAction, reachOf } from './permissions.js';
import { type Role, ROLES } from './roles.js';
import { type RegisteredRoute, registeredRoutes } from './route-check.js';

let api: ApiFixture;
let own: Ticket;
let foreign: Ticket;
let routes: RegisteredRoute[];

interface Ticket {
  readonly id: string;
  readonly number: string;
  readonly clock: string;
  readonly desk: string;
  readonly customer: string;
  readonly position: string;
}

beforeAll(async () => {
  api = await apiFixture();
  own = await ticketOf(DESK, CUSTOMER, 'network-problem', 'account');
  foreign = await ticketOf(OTHER_DESK, OTHER_CUSTOMER);
  routes = registeredRoutes(api.app);
});
afterAll(() => api.close());

/** Opened past HTTP, so that the walk depends on no rights. */
async function ticketOf(
  desk: string,
  customer: string,
  serviceKind?: string,
  channel?: string,
): Promise<Ticket> {
  const policy = await api.helpDesk.policies.current(desk, api.clock.now.toISOString());
  const { channels, serviceKinds, tariffs = [] } = policy!.regulation;
  const number = await api.helpDesk.ticketNumbers.next(desk, api.clock.now.toISOString());
  const id = crypto.randomUUID();
  const tariff = tariffs[0]?.code;
  const done = await api.helpDesk.tickets.execute({
    ticketId: id,
    command: {
      type: 'OpenTicket',
      number,
      desk,
      customer,
      channel: channel ?? channels.find(({ opensTickets }) => opensTickets)!.code,
      serviceKind: serviceKind ?? serviceKinds[0]!.code,
      ...(tariff && { tariff }),
      subject: 'secret of the customer',
      text: 'secret of the customer',
      supplies: policy!.regulation.requiredFields?.map(({ field }) => field) ?? [],
    },
    commandId: crypto.randomUUID(),
    actor: customer,
    role: 'customer',
    channel: 'test',
    now: api.clock.now.toISOString(),
  });
  expect(done).toMatchObject({ outcome: 'appended' });
  const view = (await api.call('GET', `/api/v1/tickets/${id}/clocks`, { as: 'auditor' })).body;
  return { id, number, desk, customer, position: done.position, clock: view.clocks[0].clock };
}

/** The address of a route for one ticket, its desk and customer. */
function addressOf({ path }: RegisteredRoute, ticket: Ticket): string {
  const values: Record<string, string> = {
    ticket: ticket.id,
    clock: encodeURIComponent(ticket.clock),
    desk: ticket.desk,
    customer: ticket.customer,
    staff: ticket.id,
    calendar: 'ru',
    version: '1',
    code: 'forbidden',
  };
  return path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? name);
}

const ask = (role: Role, route: RegisteredRoute, ticket: Ticket, query = ''): Promise<Answer> =>
  api.call(route.method as 'GET', `${addressOf(route, ticket)}${query}`, {
    as: role,
    // A body that no command takes: rights are checked before it is looked at.
    ...(route.method === 'POST' ? { body: { unheardOf: true } } : {}),
  });

describe('every route for every role', () => {
  it('has a row of the table, and every row has a route', () => {
    const ruled = new Set(routes.map(({ action }) => action));
    expect([...ruled].filter(isAction).sort()).toEqual([...ACTIONS].sort());
    expect(routes.length).toBeGreaterThan(50);
  });

  it('is closed without a token, and with one that is broken, of another issuer, or out of date', async () => {
    const late = await api.token('auditor', { lifetime: -10 });
    const good = await api.token('auditor');
    for (const route of routes.filter(({ action }) => isAction(action))) {
      const address = addressOf(route, own);
      const call = (headers: Record<string, string>) => api.call(route.method as 'GET', address, { headers });
      expect(await call({})).toMatchObject({ status: 401, body: { code: 'token-missing' } });
      expect(await call({ authorization: `Bearer ${good.slice(0, -8)}AAAAAAAA` })).toMatchObject({
        status: 401,
        body: { code: 'token-invalid' },
      });
      expect(await call({ authorization: `Bearer ${late}` })).toMatchObject({
        status: 401,
        body: { code: 'token-expired' },
      });
    }
  });

  for (const role of ROLES)
    it(`does for the ${role} what the table says, for what is his and for what is not`, async () => {
      for (const route of routes) {
        const { action, method, path } = route;
        if (!isAction(action) || path.endsWith('/stream')) continue;
        const reach = reachOf(role, action);
        const mine = await ask(role, route, own);
        const theirs = await ask(role, route, foreign);
        const said = {
          role,
          method,
          path,
          reach,
          mine: mine.status,
          theirs: theirs.status,
          code: theirs.body.code,
        };
        if (reach === 'none') {
          expect({ ...said, mineCode: mine.body.code }).toMatchObject({
            mine: 403,
            theirs: 403,
            mineCode: 'forbidden',
            code: 'forbidden',
          });
          continue;
        }
        expect(said).not.toMatchObject({ mine: 403 });
        expect(mine.status).toBeLessThan(500);
        expect(theirs.status).toBeLessThan(500);
        // What is named in the address and belongs to somebody is not there for others, before its body is looked at.
        if (reach !== 'all' && method === 'GET' && /:(ticket|desk|staff)\b/.test(path))
          expect(said).toMatchObject({ theirs: 404 });
        expect(JSON.stringify(theirs.body)).not.toContain(
          reach === 'all' ? '\u0000' : 'secret of the customer',
        );
      }
    });

  it('changes nothing of what is out of reach, with a body that would be right', async () => {
    const before = await api.helpDesk.store.readStream(`ticket-${foreign.id}`);
    const bodies: Record<string, object> = {
      replies: { text: 'x', channel: 'account' },
      closure: { reason: 'solved' },
      reopening: { reason: 'x' },
      wishes: { text: 'x' },
      notes: { text: 'x', visibility: 'internal' },
      priority: { priority: 'normal', reason: 'x' },
      'priority-proposals': { priority: 'normal' },
      assignment: { assignee: CUSTOMER },
      'taking-up': {},
      answers: { text: 'x', channel: 'account', solution: true },
      corrections: { what: 'customer', customer: CUSTOMER, reason: 'x' },
      consents: { kind: 'remote-access', given: true },
    };
    for (const role of ROLES)
      for (const [path, body] of Object.entries(bodies))
        for (const name of [foreign.id, foreign.number]) {
          const answer = await api.call('POST', `/api/v1/tickets/${name}/${path}`, { as: role, body });
          expect([403, 404]).toContain(answer.status);
        }
    expect(await api.helpDesk.store.readStream(`ticket-${foreign.id}`)).toHaveLength(before.length);
  });

  it('opens nothing at a desk out of reach', async () => {
    const body = {
      desk: OTHER_DESK,
      customer: CUSTOMER,
      channel: 'portal',
      serviceKind: 'consultation',
      subject: 'x',
      text: 'x',
    };
    for (const role of ['operator', 'engineer', 'administrator', 'integrator'] as const)
      expect(await api.call('POST', '/api/v1/tickets', { as: role, body })).toMatchObject({
        status: 404,
        body: { code: 'desk-not-found' },
      });
  });

  it('is closed for foreign ids as of any moment, and for lists and feeds', async () => {
    const { body } = await api.call('GET', `/api/v1/tickets/${foreign.id}`, { as: 'auditor' });
    const moments = [body.basis, body.position, foreign.position, '2026-03-02T09:00:00.000Z'];
    for (const role of ['customer', 'operator', 'integrator'] as const)
      for (const asOf of moments) {
        const query = `?asOf=${encodeURIComponent(asOf)}`;
        for (const path of [
          '',
          '/history',
          '/clocks',
          `/clocks/${encodeURIComponent(foreign.clock)}/explanation`,
        ])
          expect(
            await api.call('GET', `/api/v1/tickets/${foreign.id}${path}${query}`, { as: role }),
          ).toMatchObject({ status: 404 });
      }
    for (const role of ['customer', 'operator', 'engineer', 'director', 'integrator'] as const) {
      for (const query of [
        '',
        `?customer=${OTHER_CUSTOMER}`,
        `?desk=${OTHER_DESK}`,
        `?number=${foreign.number}`,
        '?words=secret',
        '?sort=next',
      ]) {
        const listed = await api.call('GET', `/api/v1/tickets${query}`, { as: role });
        expect(JSON.stringify(listed.body)).not.toContain(foreign.id);
      }
    }
    const feed = await api.call('GET', '/api/v1/events?limit=500', { as: 'integrator' });
    expect(feed.body.events.length).toBeGreaterThan(0);
    expect(JSON.stringify(feed.body)).not.toContain(foreign.id);
    expect(JSON.stringify(feed.body)).not.toContain('secret of the customer');
    const all = await api.call('GET', '/api/v1/events?limit=500', { as: 'auditor' });
    expect(JSON.stringify(all.body)).toContain(foreign.id);
    const history = await api.call('GET', `/api/v1/customers/${OTHER_CUSTOMER}/history`, { as: 'operator' });
    expect(history.body.lines).toEqual([]);
    expect(
      await api.call('GET', `/api/v1/customers/${OTHER_CUSTOMER}/history`, { as: 'customer' }),
    ).toMatchObject({ status: 404 });
  });

  it('lets the auditor read everything and change nothing', () => {
    for (const { action, method } of routes) {
      if (!isAction(action)) continue;
      if (method !== 'GET') expect(reachOf('auditor', action)).toBe('none');
      else expect(reachOf('auditor', action)).toBe('all');
    }
  });
});
