import { operatorError, platformMessages, type SettingName } from '#platform';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** That gave the port. */
  readonly setting: SettingName;
}

/** Turns the failure to listen into what the operator can do about it; other errors stay as they are. */
export function explainListen(error: unknown, { host, port, setting }: ListenAddress): unknown {
  switch ((error as { code?: unknown } | null)?.code) {
    case 'EADDRINUSE':
      return operatorError(platformMessages, 'http-port-used', { host, port, setting });
    case 'EACCES':
      return operatorError(platformMessages, 'http-no-permission', { port, setting });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return operatorError(platformMessages, 'http-host-unknown', { host });
    default:
      return error;
  }
}
