import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { ACTION } from './may.decorator.js';
import { type Action, isAction, isPublicAction, type PublicAction } from './permissions.js';

export interface RegisteredRoute {
  readonly method: string;
  /** With `:name` parameters. */
  readonly path: string;
  readonly action: Action | PublicAction;
  readonly handler: string;
}

/**
 * Every route of every controller with the action that rules it.
 *
 * @throws Error naming the handlers that have no row in the table of permissions: a forgotten route must not start.
 */
export function registeredRoutes(app: INestApplicationContext): RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  const open: string[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const [handler, method] of handlersOf(metatype.prototype as object)) {
        const action: unknown = Reflect.getMetadata(ACTION, method);
        const name = `${metatype.name}.${handler}`;
        if (!isAction(action) && !isPublicAction(action)) {
          open.push(name);
          continue;
        }
        const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as number] ?? 'ALL';
        for (const path of paths(metatype, method))
          routes.push({ method: verb, path, action, handler: name });
      }
    }
  }
  if (open.length > 0) throw new Error(`no row in the table of permissions for ${open.join(', ')}`);
  return routes;
}

function handlersOf(prototype: object): [string, object][] {
  return Object.getOwnPropertyNames(prototype).flatMap((name): [string, object][] => {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    return name !== 'constructor' &&
      typeof method === 'function' &&
      Reflect.hasMetadata(PATH_METADATA, method)
      ? [[name, method]]
      : [];
  });
}

function paths(controller: object, method: object): string[] {
  const bases = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  const ends = [Reflect.getMetadata(PATH_METADATA, method) as string | string[]].flat();
  return bases.flatMap((base) =>
    ends.map(
      (end) =>
        `/${[base, end]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter(Boolean)
          .join('/')}`,
    ),
  );
}
