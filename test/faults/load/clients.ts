import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Product } from '../../product/product.js';
import { type Attempt, type CommandRecord } from '../history.js';
import { type Random } from '../plan/random.js';
import { attempt, type Sending } from './attempt.js';
import { chooseCommand, OPENING, type Wanted } from './commands.js';

const BACK_OFF_MS = 100;
const LONGEST_IDLE_MS = 60;
/** So few that clients meet on tickets and conflict. */
const SHARED_TICKETS = 12;
/** A client that never learns its command's outcome is a service that does not come back. */
const MOST_ATTEMPTS = 600;

interface Ticket {
  readonly id: string;
  version: number;
}

/**
 * Clients of several kinds on shared tickets, through whichever API node. Most repeat a command until they know its outcome; some give
 * up and never learn it; some send it to two nodes at once; some name the version that they saw.
 */
export class Clients {
  readonly commands: CommandRecord[] = [];
  readonly unforeseen: string[] = [];
  /** Unique to the run, also beside what an earlier one left in a log. */
  private readonly run = randomBytes(4).toString('hex');
  private readonly tickets: Ticket[] = [];
  private loops: Promise<void>[] = [];
  private working = false;

  constructor(
    private readonly nodes: () => readonly Product[],
    private readonly random: Random,
  ) {}

  work(count: number): void {
    this.working = true;
    this.loops = Array.from({ length: count }, () => this.client(this.random.branch()));
  }

  /** Resolves when everybody has done with what he had in hand. */
  async rest(): Promise<void> {
    this.working = false;
    await Promise.all(this.loops);
  }

  /** Opens one ticket through one node, however often it takes. */
  async openThrough(node: Product): Promise<Attempt> {
    return this.command(OPENING, undefined, () => [node], MOST_ATTEMPTS);
  }

  private async client(random: Random): Promise<void> {
    while (this.working) {
      const wanted = this.tickets.length === 0 ? OPENING : chooseCommand(random, Date.now());
      const ticket = wanted.action === undefined ? undefined : random.pick(this.tickets);
      const ifMatch = ticket !== undefined && random.chance(0.15) ? ticket.version : undefined;
      const twins = random.chance(0.15) ? 2 : 1;
      const patience = random.chance(0.2) ? random.between(1, 2) : MOST_ATTEMPTS;
      const pickNodes = () => {
        const nodes = this.nodes();
        const first = random.below(nodes.length);
        return [...nodes.slice(first), ...nodes.slice(0, first)].slice(0, twins);
      };
      await this.command(wanted, { ticket, ifMatch }, pickNodes, patience);
      await pause(random.below(LONGEST_IDLE_MS));
    }
  }

  private async command(
    wanted: Wanted,
    on: { readonly ticket: Ticket | undefined; readonly ifMatch: number | undefined } | undefined,
    pickNodes: () => readonly Product[],
    patience: number,
  ): Promise<Attempt> {
    const { kind, effect, mayDecideNothing = false } = wanted;
    const op = `load-${this.run}-${this.commands.length}`;
    const attempts: Attempt[] = [];
    this.commands.push({ op, kind, effect, mayDecideNothing, attempts });
    const send = (node: Product): Promise<Attempt> => {
      const sending: Sending = { op, attempt: sent++, wanted, ticket: on?.ticket?.id, ifMatch: on?.ifMatch };
      return attempt(node, sending, (what) => this.unforeseen.push(what));
    };
    let sent = 0;
    for (let tries = 1; ; tries += 1) {
      const answers = await Promise.all(pickNodes().map(send));
      attempts.push(...answers);
      const known =
        answers.find(({ is }) => is === 'acknowledged') ?? answers.find(({ is }) => is === 'refused');
      if (known !== undefined) {
        if (known.is === 'acknowledged')
          this.saw(known.stream.slice('ticket-'.length), known.version, on?.ticket);
        return known;
      }
      if (tries >= patience) return answers[0] as Attempt;
      await pause(BACK_OFF_MS);
    }
  }

  private saw(id: string, version: number, ticket: Ticket | undefined): void {
    if (ticket !== undefined) {
      ticket.version = version;
      return;
    }
    this.tickets.push({ id, version });
    if (this.tickets.length > SHARED_TICKETS) this.tickets.shift();
  }
}
