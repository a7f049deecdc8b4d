import type * as dependencyErrors from '../../ports/dependency-errors.js';
import type * as domainErrors from '../../domain/errors.js';
import type * as authErrors from './auth-errors.js';
import type * as requestErrors from './request-errors.js';

type ErrorIn<Module> = {
  [Name in keyof Module]: Module[Name] extends new (...args: never) => infer Known ? Known : never;
}[keyof Module];

/** Every error that is answered with a problem document: a class joins by being exported from one of these modules. */
export type KnownError = ErrorIn<
  typeof domainErrors & typeof dependencyErrors & typeof authErrors & typeof requestErrors
>;
