import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiFixture, apiFixture, DESK, OTHER_DESK, subjectOf } from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const member = { name: 'Ирина Ким', roles: ['operator'], desks: [DESK] };

describe('staff directory', () => {
  it('registers, shows, renames, appoints and switches off', async () => {
    const made = await api.call('POST', '/api/v1/staff', { as: 'administrator', body: member });
    expect(made).toMatchObject({ status: 201, body: { version: 1 }, headers: { etag: '"1"' } });
    const { id, position } = made.body;
    expect(made.headers.location).toBe(`/api/v1/staff/${id}`);

    const shown = await api.call('GET', `/api/v1/staff/${id}?minPosition=${position}`, { as: 'operator' });
    expect(shown).toMatchObject({ status: 200, body: { ...member, active: true, stale: false } });

    await api.call('POST', `/api/v1/staff/${id}/names`, { as: 'administrator', body: { name: 'Ирина Ли' } });
    const off = await api.call('POST', `/api/v1/staff/${id}/deactivation`, { as: 'administrator', body: {} });
    const after = await api.call('GET', `/api/v1/staff/${id}?minPosition=${off.body.position}`, {
      as: 'operator',
    });
    expect(after.body).toMatchObject({ name: 'Ирина Ли', active: false, version: 3 });
  });

  it('refuses the token of a member who was switched off, and a role that was withdrawn', async () => {
    const made = await api.call('POST', '/api/v1/staff', { as: 'administrator', body: member });
    const { id } = made.body;
    await api.call('POST', `/api/v1/staff/${id}/appointments`, {
      as: 'administrator',
      body: { roles: ['engineer'], desks: [DESK] },
    });
    const off = await api.call('POST', `/api/v1/staff/${id}/deactivation`, { as: 'administrator' });
    await api.call('GET', `/api/v1/staff/${id}?minPosition=${off.body.position}`, { as: 'auditor' });
    const token = await api.token('operator', { subject: id });
    const refused = await api.call('GET', '/api/v1/staff', { as: { token } });
    expect(refused).toMatchObject({ status: 401, body: { code: 'staff-deactivated' } });
    const on = await api.call('POST', `/api/v1/staff/${id}/reactivation`, { as: 'administrator' });
    expect(on.status).toBe(200);
  });

  it('does the same key once, and refuses it for another body', async () => {
    const headers = { 'idempotency-key': 'register-1' };
    const first = await api.call('POST', '/api/v1/staff', { as: 'administrator', body: member, headers });
    const again = await api.call('POST', '/api/v1/staff', { as: 'administrator', body: member, headers });
    expect(again.body).toEqual(first.body);
    const other = await api.call('POST', '/api/v1/staff', {
      as: 'administrator',
      body: { ...member, name: 'Другая' },
      headers,
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('refuses a stale If-Match with 412, and tags that are not ours with 400', async () => {
    const { id } = (await api.call('POST', '/api/v1/staff', { as: 'administrator', body: member })).body;
    const rename = (tag: string) =>
      api.call('POST', `/api/v1/staff/${id}/names`, {
        as: 'administrator',
        body: { name: 'Ким' },
        headers: { 'if-match': tag },
      });
    expect(await rename('"1"')).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await rename('"1"')).toMatchObject({ status: 412, body: { code: 'version-mismatch' } });
    expect(await rename('W/"2"')).toMatchObject({ status: 400, body: { code: 'if-match-invalid' } });
  });

  it('keeps an administrator to his own desks and his own account', async () => {
    const foreign = { ...member, desks: [OTHER_DESK] };
    const refused = await api.call('POST', '/api/v1/staff', { as: 'administrator', body: foreign });
    expect(refused).toMatchObject({ status: 403, body: { code: 'staff-desk-out-of-reach' } });
    expect(refused.body.detail).toBe(`The desk ${OTHER_DESK} is not yours.`);
    const own = await api.call('POST', `/api/v1/staff/${subjectOf('administrator')}/deactivation`, {
      as: 'administrator',
    });
    expect(own).toMatchObject({ status: 404, body: { code: 'staff-not-found' } });
  });

  it('pages through everybody once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const url: string = `/api/v1/staff?limit=2${next === '' ? '' : `&cursor=${next}`}`;
      const page = await api.call('GET', url, { as: 'director' });
      seen.push(...page.body.staff.map((row: { id: string }) => row.id));
      next = page.body.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(2);
  });

  it('keeps names out of the log', async () => {
    const { events } = await api.helpDesk.store.readAll({
      after: '' as never,
      limit: 1000,
      filter: { categories: ['staff'] },
    });
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify(events)).not.toContain('Ким');
  });
});
