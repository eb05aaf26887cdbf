import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type OpenTicket, type TicketCommand, TicketNumbers } from '#tickets';
import { type Access } from '../access/access.js';
import { Problem } from '../problems/problem.js';
import { type Asked } from '../requests/asked.js';
import { type CommandAnswer, setCommandHeaders } from '../requests/command-answer.js';
import { commandIds } from '../requests/command-ids.js';
import { compact } from '../requests/compact.js';
import { DIGEST_KEY, NOW, POLICIES, type PolicySource } from '../services.js';
import { type Asking } from './asking.js';
import { type OpenTicketDto } from './dto/open-ticket.dto.js';
import { type RecordedDto } from './dto/recorded.dto.js';
import { ExecuteTicketCommand } from './ticket.commands.js';
import { TicketFinder } from './ticket-finder.js';

/** Where neither the command nor the caller names a channel. */
const API_CHANNEL = 'api';

/** Checks rights on the ticket itself and puts the command on the bus. */
@Injectable()
export class TicketChanges {
  constructor(
    private readonly commands: CommandBus,
    private readonly finder: TicketFinder,
    private readonly numbers: TicketNumbers,
    @Inject(POLICIES) private readonly policies: PolicySource,
    @Inject(DIGEST_KEY) private readonly digestKey: Uint8Array,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  /** @throws Problem for refusals and for tickets out of reach. */
  async change(asking: Asking, dto: RecordedDto, command: TicketCommand): Promise<CommandAnswer> {
    const { access, asked, reply } = asking;
    const { id, now } = await this.finder.reach(access, asking.ticket, 'omit');
    const { commandId, requestHash } = commandIds(
      access,
      asked,
      `${command.type} ${id}`,
      dto,
      this.digestKey,
    );
    const channel = dto.via ?? ('channel' in command ? command.channel : API_CHANNEL);
    const answer = await this.commands.execute(
      new ExecuteTicketCommand(
        access,
        asked,
        { ticketId: id, commandId, ...compact({ requestHash }) },
        command,
        { occurredAt: dto.occurredAt, channel },
        now.summary.number,
      ),
    );
    return setCommandHeaders(reply, answer);
  }

  async open(access: Access, asked: Asked, dto: OpenTicketDto): Promise<CommandAnswer> {
    const { desk } = dto;
    const customer = customerOf(access, dto);
    access.require({ desk, customer }, 'desk-not-found');
    const now = this.now().toISOString();
    // Before a number is drawn: numbers are never given back.
    if ((await this.policies.current(desk, now)) === undefined) throw new Problem(404, 'desk-not-found');
    const continues = dto.continues && (await this.finder.reach(access, dto.continues, 'omit')).id;
    const ids = commandIds(access, asked, 'OpenTicket', dto, this.digestKey);
    const command = openTicket(access, dto, customer, await this.numbers.next(desk, now));
    return this.commands.execute(
      new ExecuteTicketCommand(
        access,
        asked,
        {
          ticketId: ids.streamId,
          commandId: ids.commandId,
          // Under a key the id follows from the key, and the ticket may be there from the first time.
          isNew: asked.idempotencyKey === undefined,
          ...compact({ requestHash: ids.requestHash }),
        },
        { ...command, ...compact({ continues }) },
        { occurredAt: dto.occurredAt, channel: dto.via ?? dto.channel },
        undefined,
      ),
    );
  }

  /** Another ticket that a command names, within the caller's reach. */
  async reachable(access: Access, ticket: string): Promise<{ readonly id: string; readonly number: string }> {
    const { id, now } = await this.finder.reach(access, ticket, 'omit');
    return { id, number: now.summary.number };
  }
}

/** A customer's account opens tickets for its own customer only, whatever the request says. */
function customerOf(access: Access, dto: OpenTicketDto): string {
  const own = access.customer;
  const customer = dto.customer ?? own;
  if (customer === undefined) throw new Problem(422, 'customer-missing');
  if (own !== undefined && customer !== own) throw new Problem(404, 'customer-not-found');
  return customer;
}

function openTicket(access: Access, dto: OpenTicketDto, customer: string, number: string): OpenTicket {
  const { desk, channel, serviceKind, tariff, priority, subject, text, product, supplies, attributes } = dto;
  const organisation = access.reach === 'own' ? access.principal.organisation : dto.organisation;
  const contact = dto.contact && compact({ ...dto.contact });
  const equipment = dto.equipment && compact({ ...dto.equipment });
  return {
    type: 'OpenTicket',
    number,
    desk,
    customer,
    channel,
    serviceKind,
    subject,
    text,
    ...compact({ organisation, tariff, priority, contact, equipment, product, supplies, attributes }),
  };
}
