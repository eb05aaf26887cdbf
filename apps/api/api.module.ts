import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ReadStore } from '#read-store';
import { StaffService } from '#staff';
import { AccessGuard } from './access/access.guard.js';
import { KeysController } from './access/keys.controller.js';
import { STANDING } from './access/standing.js';
import { TokenVerifier } from './access/token-verifier.js';
import { HEALTH_PROBES, Readiness } from './health/health.js';
import { HealthController } from './health/health.controller.js';
import { Catalogue } from './problems/catalogue.js';
import { DEFAULT_LANGUAGE, ProblemFilter } from './problems/problem.filter.js';
import { ProblemsController } from './problems/problems.controller.js';
import { validationPipe } from './problems/validation.pipe.js';
import { LOGGER } from './requests/logger.js';
import { PrincipalLimit } from './requests/rate-limit.js';
import { type ApiServices, DIGEST_KEY, EVENT_CODEC, EVENT_STORE, KEY_SET, METRICS, NOW } from './services.js';
import { ExecuteStaffCommandHandler } from './staff/staff.commands.js';
import { StaffController } from './staff/staff.controller.js';

const CONTROLLERS: Type[] = [HealthController, KeysController, ProblemsController, StaffController];

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
      { provide: HEALTH_PROBES, useValue: services.probes },
      { provide: STANDING, useValue: services.standing },
      { provide: NOW, useValue: services.now },
      { provide: DIGEST_KEY, useValue: services.digestKey },
      { provide: EVENT_STORE, useValue: services.store },
      { provide: EVENT_CODEC, useValue: services.codec },
      { provide: ReadStore, useValue: services.readStore },
      { provide: StaffService, useValue: services.staff },
    ];
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: CONTROLLERS,
      providers: [
        ...given,
        Readiness,
        PrincipalLimit,
        ProblemFilter,
        ExecuteStaffCommandHandler,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useExisting: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    };
  }
}
