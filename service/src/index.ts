export type { ServiceClock } from './clock.ts';
export type { ErrorBody } from './error-answer.ts';
export { ServiceOptionsError } from './errors.ts';
export type { Log, LogFields, LogLevel } from './log.ts';
export type { ServeFile } from './serve-file.ts';
export { readServeFile } from './serve-file.ts';
export type { Service, ServiceOptions } from './start-service.ts';
export { startService } from './start-service.ts';
