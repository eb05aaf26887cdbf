import { setTimeout as sleep } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { RecentIds } from './check-append.js';
import { type Command, type DoubleState, type SubscriptionEnd } from './control.js';
import { encodeCheckpoint, FELL_BEHIND } from './event-encoding.js';
import { EventLog } from './event-log.js';
import { RpcError, tooSlow, unavailable } from './grpc-errors.js';
import { DoubleNode, type NodeSurroundings } from './node.js';
import { type Endpoint, type Leadership } from './node-context.js';
import { type DoubleSettings } from './settings.js';
import { Writer } from './writer.js';

/** How long the others of a cluster take to elect a new leader when theirs has gone, in milliseconds. */
const ELECTION = 100;

/** Nodes with one log: what the leader stores, all have at once, unless the followers are held. */
export class Cluster {
  readonly nodes: readonly DoubleNode[];
  private readonly recent: RecentIds;
  private readonly log: EventLog;
  private leader = 0;
  private clockShift = 0;

  constructor(settings: DoubleSettings, size: number) {
    this.log = new EventLog(() => this.now());
    this.recent = new RecentIds(settings.rememberedIds);
    const writer = new Writer(this.log, this.recent);
    const surroundings: NodeSurroundings = {
      now: () => this.now(),
      leadershipFor: (node) => this.leadershipFor(node),
      hasQuorum: () => this.upNodes().length * 2 > size,
      members: () =>
        this.nodes.map((node, index) => ({
          endpoint: node.endpoint,
          isLeader: index === this.leader,
          isAlive: node.isUp,
        })),
    };
    this.nodes = Array.from({ length: size }, () => new DoubleNode(settings, writer, surroundings));
  }

  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  get endpoints(): readonly Endpoint[] {
    return this.nodes.map((node) => node.endpoint);
  }

  async carryOut(command: Command): Promise<DoubleState> {
    switch (command.do) {
      case 'misbehave':
        for (const node of this.chosen(command.node)) node.faults.order(command.fault);
        break;
      case 'behave':
        for (const node of this.nodes) node.faults.clear();
        break;
      case 'cut-connections':
        for (const node of this.chosen(command.node)) node.cutAll();
        break;
      case 'stop':
        await this.stop(this.one(command.node));
        break;
      case 'start':
        await this.startNode(this.one(command.node));
        break;
      case 'restart': {
        const index = this.one(command.node);
        await this.stop(index);
        this.recent.forget();
        await sleep(command.downFor ?? 0);
        await this.startNode(index);
        break;
      }
      case 'end-subscriptions':
        this.endSubscriptions(command.how);
        break;
      case 'send-fell-behind':
        this.sendToSubscriptions(FELL_BEHIND);
        break;
      case 'send-mark-ahead': {
        const last = this.log.events.at(-1)?.position ?? 0;
        this.sendToSubscriptions(encodeCheckpoint(last, last));
        break;
      }
      case 'move-leader':
        await this.moveLeader(command.to, command.without ?? 0);
        break;
      case 'hold-followers':
        this.nodes.forEach((node, index) => index !== this.leader && node.view.hold());
        break;
      case 'release-followers':
        for (const node of this.nodes) node.view.release();
        break;
      case 'shift-clock':
        this.clockShift = command.milliseconds;
        break;
      case 'forget-recent-ids':
        this.recent.forget();
        break;
      case 'state':
        break;
    }
    return this.state();
  }

  private state(): DoubleState {
    const sum = (of: (node: DoubleNode) => number) => this.nodes.reduce((total, node) => total + of(node), 0);
    return {
      events: this.log.events.length,
      connections: sum((node) => node.connections),
      subscriptions: sum((node) => node.subscriptions.size),
      leader: this.leader,
      up: this.nodes.map((node) => node.isUp),
    };
  }

  private now(): number {
    return Date.now() + this.clockShift;
  }

  private leadershipFor(node: DoubleNode): Leadership {
    const leader = this.nodes[this.leader];
    if (leader === undefined) return { is: 'nowhere' };
    return leader === node ? { is: 'here' } : { is: 'elsewhere', leader: leader.endpoint };
  }

  private upNodes(): readonly DoubleNode[] {
    return this.nodes.filter((node) => node.isUp);
  }

  private chosen(node: number | undefined): readonly DoubleNode[] {
    return node === undefined ? this.nodes : this.nodes.slice(node, node + 1);
  }

  private one(node: number | undefined): number {
    return node ?? Math.max(0, this.leader);
  }

  private async stop(index: number): Promise<void> {
    await this.nodes[index]?.stop();
    if (index === this.leader && this.nodes.length > 1) await this.moveLeader(undefined, ELECTION);
  }

  private async startNode(index: number): Promise<void> {
    await this.nodes[index]?.start();
    if (this.leader < 0) this.lead(index);
  }

  private async moveLeader(to: number | undefined, without: number): Promise<void> {
    const next = to ?? this.nodes.findIndex((node, index) => index !== this.leader && node.isUp);
    this.leader = -1;
    if (without > 0) await sleep(without);
    if (next >= 0) this.lead(next);
  }

  /** Only a node that has everything can lead. */
  private lead(index: number): void {
    this.leader = index;
    this.nodes[index]?.view.release();
  }

  private endSubscriptions(how: SubscriptionEnd): void {
    for (const node of this.nodes)
      for (const subscription of [...node.subscriptions]) subscription.end(errorFor(how));
  }

  private sendToSubscriptions(answer: Buffer): void {
    for (const node of this.nodes) for (const subscription of node.subscriptions) subscription.send(answer);
  }
}

function errorFor(how: SubscriptionEnd): RpcError | undefined {
  switch (how) {
    case 'too-slow':
      return tooSlow();
    case 'quietly':
      return undefined;
    case 'cancelled':
      return new RpcError(grpc.status.CANCELLED, 'Operation was canceled');
    case 'unavailable':
      return unavailable();
  }
}
