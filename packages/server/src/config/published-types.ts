import { ALWAYS_PUBLISHED, EVENT_TYPES, type EventType } from '../domain/events.js';
import type { Variables } from './environment-variables.js';

const NAME = 'PUBLISH_EVENT_TYPES';

/** The types of events that are published: those that always are, and those that the variable names. Undefined without it. */
export function readPublishedTypes(variables: Variables): ReadonlySet<EventType> | undefined {
  if (variables.optional(NAME) === undefined) return undefined;
  const names = variables.list(NAME);
  const unknown = names.filter((name) => !isEventType(name));
  if (unknown.length > 0) {
    variables.problems.push(`${NAME} has ${unknown.join(', ')}. Use a comma list of ${EVENT_TYPES.join(', ')}.`);
  }
  return new Set([...ALWAYS_PUBLISHED, ...names.filter(isEventType)]);
}

function isEventType(name: string): name is EventType {
  return EVENT_TYPES.includes(name as EventType);
}
