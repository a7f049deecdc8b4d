import { isDeepStrictEqual } from 'node:util';
import {
  inputRequired,
  inputResponse,
  type CallToolResult,
  type InputRequiredResult,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { answered, notChanged } from './answer.js';
import type { ClientIdentity } from './client-identity.js';
import type { Change } from '../../features/assistant/contract-operation.js';
import { apply, plan, type PlannedChange } from './planned-change.js';
import type { Arguments } from './read-operation.js';
import type { Service } from './service.js';

/** What waits at the client while the person decides. It is signed, so that the client can only return it as it was. */
export interface PendingChange {
  readonly arguments: Arguments;
  readonly change: PlannedChange;
}

export interface ChangeRequest {
  readonly kind: Change;
  readonly given: Arguments;
  readonly client: ClientIdentity;
  readonly context: ServerContext;
  readonly service: Service;
  readonly codec: RequestStateCodec<PendingChange>;
}

const QUESTION = 'question';

/**
 * The first time, answers with a question to the person; when the client sends the request again with the person's answer,
 * makes the change that was shown. A client that cannot ask gets an answer that says so.
 */
export async function changeOperation(request: ChangeRequest): Promise<CallToolResult | InputRequiredResult> {
  const { kind, given, client, context, service, codec } = request;
  if (!client.canAsk) {
    return notChanged(
      'confirmation_not_possible',
      'Nothing was changed: each change is confirmed by a person, and this client cannot ask one (it has no elicitation). Use a client that can, or the orders command line.',
    );
  }
  const sender = { agent: client.agent, signal: context.mcpReq.signal };
  const pending = context.mcpReq.requestState<PendingChange>();
  if (pending === undefined) {
    const { change, question } = await plan(kind, given, service, sender);
    return inputRequired({
      // The form is empty: to accept it is the answer.
      inputRequests: {
        [QUESTION]: inputRequired.elicit({
          message: question,
          requestedSchema: { type: 'object', properties: {} },
        }),
      },
      requestState: await codec.mint({ arguments: given, change }, context),
    });
  }
  if (pending.change.kind !== kind || !isDeepStrictEqual(pending.arguments, given)) {
    return notChanged(
      'confirmation_of_another_change',
      'Nothing was changed: the person was asked about another change.',
    );
  }
  const answer = inputResponse(context.mcpReq.inputResponses, QUESTION);
  if (answer.kind !== 'elicit' || answer.action !== 'accept') {
    return notChanged(
      'declined',
      'Nothing was changed: the person did not accept the change. Do not ask again unprompted.',
    );
  }
  return answered(await apply(pending.change, service, sender));
}
