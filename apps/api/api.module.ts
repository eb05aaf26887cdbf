import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { DeskService } from '#desks';
import { ReadStore } from '#read-store';
import { StaffService } from '#staff';
import { TicketNumbers, TicketService } from '#tickets';
import { AccessGuard } from './access/access.guard.js';
import { KeysController } from './access/keys.controller.js';
import { DirectoryStanding } from './access/directory-standing.js';
import { STANDING } from './access/standing.js';
import { TokenVerifier } from './access/token-verifier.js';
import { HEALTH_PROBES, Readiness } from './health/health.js';
import { probesOf } from '../composition/health/probes.js';
import { HealthController } from './health/health.controller.js';
import { Catalogue } from './problems/catalogue.js';
import { DEFAULT_LANGUAGE, ProblemFilter } from './problems/problem.filter.js';
import { ProblemsController } from './problems/problems.controller.js';
import { validationPipe } from './problems/validation.pipe.js';
import { ClockGuard } from './requests/clock.guard.js';
import { LOGGER } from './requests/logger.js';
import { InFlight } from './requests/load-shedding.js';
import { PrincipalLimit } from './requests/rate-limit.js';
import {
  type ApiServices,
  CLOCK,
  DIGEST_KEY,
  EVENT_CODEC,
  EVENT_STORE,
  KEY_SET,
  METRICS,
  NOW,
  POLICIES,
} from './services.js';
import { CalendarsController } from './calendars/calendars.controller.js';
import { CustomerHistoryController } from './customers/customer-history.controller.js';
import { BreachesController } from './desks/breaches.controller.js';
import { QueueController } from './desks/queue.controller.js';
import { QueueFeed } from './desks/queue-feed.js';
import { QueueStreamController, STREAM_TIMES } from './desks/queue-stream.controller.js';
import { EventsController } from './events/events.controller.js';
import { TicketChanges } from './tickets/ticket-changes.js';
import { TicketClocksController } from './tickets/ticket-clocks.controller.js';
import { ExecuteTicketCommandHandler } from './tickets/ticket.commands.js';
import { TicketConversationController } from './tickets/ticket-conversation.controller.js';
import { TicketEndingController } from './tickets/ticket-ending.controller.js';
import { TicketFinder } from './tickets/ticket-finder.js';
import { TicketHistoryController } from './tickets/ticket-history.controller.js';
import { TicketPartiesController } from './tickets/ticket-parties.controller.js';
import { TicketReader } from './tickets/ticket-reader.js';
import { TicketTriageController } from './tickets/ticket-triage.controller.js';
import { TicketsController } from './tickets/tickets.controller.js';
import { DesksController } from './desks/desks.controller.js';
import { PublishCalendarHandler, PublishRegulationHandler } from './regulations/publish.commands.js';
import { RegulationsController } from './regulations/regulations.controller.js';
import { ExecuteStaffCommandHandler } from './staff/staff.commands.js';
import { StaffController } from './staff/staff.controller.js';

const CONTROLLERS: Type[] = [
  TicketsController,
  TicketConversationController,
  TicketTriageController,
  TicketPartiesController,
  TicketEndingController,
  TicketHistoryController,
  TicketClocksController,
  QueueController,
  QueueStreamController,
  BreachesController,
  CustomerHistoryController,
  EventsController,
  HealthController,
  KeysController,
  ProblemsController,
  StaffController,
  DesksController,
  RegulationsController,
  CalendarsController,
];

const HANDLERS: Provider[] = [
  ExecuteTicketCommandHandler,
  ExecuteStaffCommandHandler,
  PublishRegulationHandler,
  PublishCalendarHandler,
];

/** The API over services that somebody else composed: no controller opens a connection. */
@Module({})
export class ApiModule {
  static over(services: ApiServices, catalogue: Catalogue): DynamicModule {
    const given: Provider[] = [
      { provide: Catalogue, useValue: catalogue },
      { provide: LOGGER, useValue: services.logger },
      { provide: METRICS, useValue: services.metrics },
      { provide: DEFAULT_LANGUAGE, useValue: services.language },
      { provide: TokenVerifier, useValue: new TokenVerifier(services.tokens) },
      { provide: KEY_SET, useValue: services.keySet ?? null },
      { provide: HEALTH_PROBES, useValue: probesOf(services) },
      { provide: STANDING, useValue: new DirectoryStanding(services.readStore) },
      { provide: NOW, useValue: services.now },
      { provide: CLOCK, useValue: services.clock ?? { isRight: true } },
      { provide: DIGEST_KEY, useValue: services.digestKey },
      { provide: EVENT_STORE, useValue: services.store },
      { provide: EVENT_CODEC, useValue: services.codec },
      { provide: ReadStore, useValue: services.readStore },
      { provide: TicketService, useValue: services.tickets },
      { provide: TicketNumbers, useValue: services.ticketNumbers },
      { provide: DeskService, useValue: services.desks },
      { provide: POLICIES, useValue: services.policies },
      { provide: StaffService, useValue: services.staff },
    ];
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: CONTROLLERS,
      providers: [
        ...given,
        Readiness,
        InFlight,
        PrincipalLimit,
        ProblemFilter,
        QueueFeed,
        { provide: STREAM_TIMES, useValue: services.streamTimes ?? { heartbeat: 15_000 } },
        TicketFinder,
        TicketReader,
        TicketChanges,
        ...HANDLERS,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: ClockGuard },
        { provide: APP_FILTER, useExisting: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    };
  }
}
