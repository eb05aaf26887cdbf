import { type Command } from 'commander';
import { type OpsContext } from '../cli/ops-context.js';
import { assertDesk, deskRefused, operatorCommand } from './desk-errors.js';
import { deskMessages } from './desk-messages.js';
import { withHelpDesk } from '../cli/with-help-desk.js';

/** `desk list`, `desk go-live DESK`. */
export function registerDesk(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const text = deskMessages.text.bind(deskMessages, terminal.language);
  const desk = program.command('desk').description(text('desk'));

  desk
    .command('list')
    .description(text('list'))
    .action(
      context.action(async () => {
        await withHelpDesk(context, 'desk list', async ({ policies }) => {
          const desks = await policies.desks();
          if (desks.length === 0) terminal.line(text('none'));
          for (const code of desks) {
            const document = (await policies.regulations(code)).at(-1)?.document;
            terminal.line(
              text('row', {
                desk: code.padEnd(24),
                mode: text(await policies.mode(code)).padEnd(10),
                version: document?.version ?? 0,
                title: document?.title[terminal.language] ?? '',
              }),
            );
          }
        });
      }),
    );

  desk
    .command('go-live')
    .description(text('go-live'))
    .argument('<desk>', text('code'))
    .action(
      context.action(async (code: string) => {
        await withHelpDesk(context, 'desk go-live', async (helpDesk) => {
          await assertDesk(helpDesk, code);
          const request = { desk: code, ...operatorCommand(new Date().toISOString()) };
          const result = await helpDesk.desks.goLive(request);
          if (result.outcome === 'refused') throw deskRefused(result.refusal);
          terminal.line(text(result.outcome === 'nothing' ? 'live-already' : 'went-live', { desk: code }));
        });
      }),
    );
}
