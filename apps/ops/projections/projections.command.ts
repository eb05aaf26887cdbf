import { type Command } from 'commander';
import { type Position } from '#event-sourcing';
import { operatorError } from '#platform';
import { ProjectionAdmin, type ProjectionRow, viewName } from '#read-store';
import { type HelpDesk } from '../../composition/help-desk.js';
import { PROJECTIONS } from '../../composition/projections.js';
import { type OpsContext } from '../cli/ops-context.js';
import { withHelpDesk } from '../cli/with-help-desk.js';
import { explained } from './explained.js';
import { projectionMessages } from './messages.js';

/** `ops projections …`: what an operator does with read models. */
export function registerProjections(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const text = projectionMessages.text.bind(projectionMessages, terminal.language);
  const group = program.command('projections').description(text('projections'));
  const run = <Args extends unknown[]>(work: (admin: ProjectionAdmin, ...args: Args) => Promise<void>) =>
    context.action((...args: Args) =>
      withHelpDesk(context, 'projections', (helpDesk) => explained(work(adminOf(helpDesk), ...args))),
    );
  const done = (name: string) => terminal.line(text('done', { name }));

  group
    .command('list')
    .description(text('list'))
    .action(
      run(async (admin) => {
        const rows = await admin.list();
        if (rows.length === 0) terminal.line(text('none'));
        for (const row of rows) for (const line of rowLines(row)) terminal.line(line);
      }),
    );
  group
    .command('rebuild <name>')
    .description(text('rebuild'))
    .action(
      run(async (admin, name: string) => {
        terminal.line(text('rebuilt', { name, position: await admin.rebuild(name) }));
      }),
    );
  group
    .command('verify [name]')
    .description(text('verify'))
    .action(run((admin, name?: string) => verify(admin, name)));
  group
    .command('switch <name>')
    .description(text('switch'))
    .action(run(async (admin, name: string) => (await admin.switch(name), done(name))));
  group
    .command('pause <name>')
    .description(text('pause'))
    .action(run(async (admin, name: string) => (await admin.pause(name), done(name))));
  group
    .command('resume <name>')
    .description(text('resume'))
    .action(run(async (admin, name: string) => (await admin.resume(name), done(name))));
  group
    .command('skip <name> <position>')
    .description(text('skip'))
    .requiredOption('--reason <text>', text('skip-reason'))
    .action(
      run(async (admin, name: string, position: string, { reason }: { reason: string }) => {
        await admin.skip(name, position as Position, reason);
        done(name);
      }),
    );
  group
    .command('drop <name>')
    .description(text('drop'))
    .action(run(async (admin, name: string) => (await admin.drop(name), done(name))));

  function rowLines(row: ProjectionRow): string[] {
    const { state, live, error } = row;
    const position = row.position === '' ? text('beginning') : row.position;
    const lines = [text('row', { name: viewName(row), state, live: live ? text('row-live') : '', position })];
    if (error !== null) {
      const { eventType: type, reason, at = '' } = error;
      lines.push(text('row-failed', { position: error.position, type, reason, at }));
    }
    return lines;
  }

  async function verify(admin: ProjectionAdmin, name: string | undefined): Promise<void> {
    const names = name === undefined ? (await admin.list()).filter(({ live }) => live).map(viewName) : [name];
    let count = 0;
    for (const each of names) {
      const { position, differences } = await admin.verify(each, ({ table, kind, key, columns }) =>
        terminal.line(
          text('difference', {
            name: each,
            kind,
            table,
            key: JSON.stringify(key),
            columns: columns.join(', '),
          }),
        ),
      );
      count += differences;
      terminal.line(text('verified', { name: each, differences, position }));
    }
    if (count > 0) throw operatorError(projectionMessages, 'verify-differs', { count });
  }
}

function adminOf({ readStore, store, codec }: HelpDesk): ProjectionAdmin {
  return new ProjectionAdmin({
    readStore,
    store,
    decode: (events, options) => codec.decodeBatch(events, options),
    projections: PROJECTIONS,
  });
}
