import { compilePolicy, type Policy, WorkingTimes } from '#regulation';
import { parseInstant } from '#working-time';
import { type DeskMode } from '../domain/desk.decider.js';
import { type Catalogue, type PublishedCalendar, type PublishedRegulation } from './catalogue.js';
import { type LogCatalogue } from './log-catalogue.js';
import { QuarterHourDates } from './quarter-hour-dates.js';

/** A ticket names a version that the log does not hold. */
export class PolicyNotFound extends Error {
  readonly code = 'policy-not-found';
  constructor(
    readonly desk: string,
    readonly regulationVersion: number,
    readonly calendarVersion: number,
  ) {
    super(`no policy ${desk}@${regulationVersion} on calendar version ${calendarVersion}`);
    this.name = 'PolicyNotFound';
  }
}

export interface PolicySource {
  /** @throws PolicyNotFound when the log holds no such version, also after it was read again. */
  policy(desk: string, regulationVersion: number, calendarVersion: number): Promise<Policy>;
  /**
   * The policy in force at an instant: of both documents the highest version whose `effectiveFrom` has come in the desk's zone.
   *
   * @param at ISO 8601 UTC.
   * @returns `undefined` for an unknown desk, and before its first regulation or calendar.
   */
  current(desk: string, at: string): Promise<Policy | undefined>;
  /** Desks that have a regulation. */
  desks(): Promise<readonly string[]>;
  calendars(): Promise<readonly string[]>;
  /** In order of version; empty for an unknown desk. */
  regulations(desk: string): Promise<readonly PublishedRegulation[]>;
  calendarVersions(calendar: string): Promise<readonly PublishedCalendar[]>;
  mode(desk: string): Promise<DeskMode>;
}

/** Policies compiled from what the log holds, each once. */
export class LogPolicySource implements PolicySource {
  private readonly workingTimes = new WorkingTimes();
  private readonly compiled = new Map<string, Policy>();
  private readonly dates = new QuarterHourDates();

  constructor(private readonly log: LogCatalogue) {}

  async policy(desk: string, regulationVersion: number, calendarVersion: number): Promise<Policy> {
    const found =
      this.find(await this.log.ready(), desk, regulationVersion, calendarVersion) ??
      ((await this.log.isNamed(desk))
        ? this.find(await this.log.refresh(), desk, regulationVersion, calendarVersion)
        : undefined);
    if (!found) throw new PolicyNotFound(desk, regulationVersion, calendarVersion);
    return found;
  }

  async current(desk: string, at: string): Promise<Policy | undefined> {
    const known = this.inForce(await this.log.ready(), desk, at);
    if (known || !(await this.log.isNamed(desk))) return known;
    return this.inForce(await this.log.refresh(), desk, at);
  }

  async desks(): Promise<readonly string[]> {
    const catalogue = await this.log.ready();
    return catalogue.desks.filter((desk) => catalogue.regulationsOf(desk).length > 0);
  }
  async calendars(): Promise<readonly string[]> {
    const catalogue = await this.log.ready();
    return catalogue.calendars.filter((calendar) => catalogue.calendarsOf(calendar).length > 0);
  }
  async regulations(desk: string): Promise<readonly PublishedRegulation[]> {
    return (await this.log.ready()).regulationsOf(desk);
  }
  async calendarVersions(calendar: string): Promise<readonly PublishedCalendar[]> {
    return (await this.log.ready()).calendarsOf(calendar);
  }
  async mode(desk: string): Promise<DeskMode> {
    return (await this.log.ready()).modeOf(desk);
  }

  private inForce(catalogue: Catalogue, desk: string, at: string): Policy | undefined {
    const instant = parseInstant(at);
    const regulation = catalogue
      .regulationsOf(desk)
      .findLast(({ document }) => document.effectiveFrom <= this.dates.dateAt(instant, document.zone));
    if (!regulation) return undefined;
    const { zone, calendar, version } = regulation.document;
    const today = this.dates.dateAt(instant, zone);
    const days = catalogue.calendarsOf(calendar).findLast(({ effectiveFrom }) => effectiveFrom <= today);
    return days && this.find(catalogue, desk, version, days.document.version);
  }

  private find(
    catalogue: Catalogue,
    desk: string,
    regulationVersion: number,
    calendarVersion: number,
  ): Policy | undefined {
    const key = `${desk}@${regulationVersion} ${calendarVersion}`;
    const known = this.compiled.get(key);
    if (known) return known;
    const regulation = catalogue.regulationsOf(desk)[regulationVersion - 1]?.document;
    const calendar = regulation && catalogue.calendarsOf(regulation.calendar)[calendarVersion - 1]?.document;
    if (!calendar) return undefined;
    const fresh = compilePolicy(regulation, calendar, this.workingTimes);
    this.compiled.set(key, fresh);
    return fresh;
  }
}
