/**
 * Settings of the embedded server, given on its command line so that they follow the code and not the age of a data
 * folder. Sized for two cores and a gigabyte; durable: an acknowledged append survives a power cut.
 */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // A socket's path must be short and its folder enterable; TCP with a password needs neither.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '192MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  wal_level: 'replica',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  // Parallel queries need shared memory segments, which containers limit to 64 MB, and two cores gain little by them.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // The server's log must not hold personal data: no statements, no parameters, no DETAIL lines with key values.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  logging_collector: 'off',
};

export function serverArguments(port: number): string[] {
  return ['-p', String(port), ...Object.entries(SERVER_SETTINGS).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
}
