import { operatorError, platformMessages, type Settings } from '#platform';

/** Turns the failure to listen into what the operator can do about it; other errors stay as they are. */
export function explainListen(error: unknown, { HOST: host, PORT: port }: Settings): unknown {
  switch ((error as { code?: unknown } | null)?.code) {
    case 'EADDRINUSE':
      return operatorError(platformMessages, 'http-port-used', { host, port });
    case 'EACCES':
      return operatorError(platformMessages, 'http-no-permission', { port });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return operatorError(platformMessages, 'http-host-unknown', { host });
    default:
      return error;
  }
}
