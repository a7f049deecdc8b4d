import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint, Node } from 'libpg-query';
import type { Context } from './context.js';
import { finding, type Finding } from './findings.js';

/** Parts of ALTER TABLE whose lock is held for a moment, and which the released program does not notice. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['AT_DropNotNull', 'AT_SetStatistics', 'AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_SetStorage'],
  ...['AT_DropConstraint', 'AT_ReplicaIdentity', 'AT_EnableTrig', 'AT_DisableTrig', 'AT_EnableAlwaysTrig'],
  ...['AT_SetOptions', 'AT_ResetOptions', 'AT_ChangeOwner'],
]);

/** Parts that write the whole table anew. */
const REWRITES: ReadonlySet<string> = new Set([
  ...['AT_SetLogged', 'AT_SetUnLogged', 'AT_SetTableSpace', 'AT_SetAccessMethod', 'AT_SetExpression', 'AT_AddIdentity'],
]);

const EXPAND = 'add a column, fill it in a later step, and drop the old one once no released version uses it';

/** What is wrong with an ALTER TABLE of a table that is in use. */
export function judgeAlterTable({ relation, cmds = [] }: AlterTableStmt, context: Context): Finding[] {
  const table = relation?.relname ?? '';
  return cmds.flatMap((node) => ('AlterTableCmd' in node ? judgePart(table, node.AlterTableCmd, context) : []));
}

function judgePart(table: string, part: AlterTableCmd, context: Context): Finding[] {
  const { name = '', def, behavior } = part;
  const subtype: string = part.subtype ?? '';
  if (behavior === 'DROP_CASCADE') return finding('CASCADE drops what is not named', 'name everything that is dropped');
  if (REWRITES.has(subtype)) return finding(`${subtype.slice(3)} writes ${table} anew under an exclusive lock`, EXPAND);
  if (HARMLESS.has(subtype)) return [];
  switch (subtype) {
    case 'AT_AddColumn':
      return isNode(def, 'ColumnDef') ? judgeColumn(table, def.ColumnDef, context) : [];
    case 'AT_DropColumn':
      return context.uses.column(table, name)
        ? finding(
            `The released version uses ${table}.${name}`,
            'stop using it in this version, and drop it in the next',
          )
        : [];
    case 'AT_AlterColumnType':
      return finding(`A column of another type writes ${table} anew under an exclusive lock`, EXPAND);
    case 'AT_ColumnDefault':
      if (def) context.giveDefault(table, name);
      return [];
    case 'AT_SetNotNull':
      return [...judgeRequired(table, name, context), ...judgeScan(table, name, context)];
    case 'AT_AddConstraint':
      return isNode(def, 'Constraint') ? judgeConstraint(table, def.Constraint, context) : [];
    case 'AT_ValidateConstraint':
      return finding(
        `A transaction that validates holds its other locks while it reads ${table}`,
        `a step of the kind validate`,
      );
    default:
      return finding(`${subtype.slice(3)} is not known to this rule`, 'find out what it locks, and add it to the rule');
  }
}

/** PostgreSQL reads the table for SET NOT NULL unless a constraint has been validated that says the same. */
function judgeScan(table: string, column: string, context: Context): Finding[] {
  if (context.isKnownNotNull(table, column)) return [];
  return finding(
    `SET NOT NULL reads ${table} under an exclusive lock`,
    `first add CHECK (${column} IS NOT NULL) NOT VALID, and validate it in a step of its own`,
  );
}

function judgeRequired(table: string, column: string, context: Context): Finding[] {
  if (!context.isLeftNull(table, column)) return [];
  return finding(`The released version inserts rows without ${table}.${column}`, 'give the column a DEFAULT first');
}

/** Functions whose value is the same for all rows of a statement: a default of these is stored once. */
const STABLE: readonly string[] = ['now', 'transaction_timestamp', 'statement_timestamp', 'current_setting'];

function judgeColumn(
  table: string,
  { colname = '', typeName, constraints = [] }: ColumnDef,
  context: Context,
): Finding[] {
  const parts = constraints.flatMap((node) => (isNode(node, 'Constraint') ? [node.Constraint] : []));
  const has = (type: Constraint['contype']): Constraint | undefined => parts.find(({ contype }) => contype === type);
  const given = has('CONSTR_DEFAULT');
  const type = JSON.stringify(typeName?.names ?? []);
  const found: Finding[] = [];
  if (given) context.giveDefault(table, colname);
  if (given && isVolatile(given.raw_expr)) {
    found.push(...finding(`A volatile default writes ${table} anew under an exclusive lock`, FILL_LATER));
  }
  if (/"(?:big|small)?serial[248]?"/.test(type) || has('CONSTR_IDENTITY') || has('CONSTR_GENERATED')) {
    found.push(...finding(`A column with computed values writes ${table} anew under an exclusive lock`, FILL_LATER));
  }
  if (has('CONSTR_NOTNULL') && !given) {
    found.push(
      ...finding(`A NOT NULL column without a DEFAULT breaks inserts of the released version`, 'a constant DEFAULT'),
    );
  }
  if (has('CONSTR_UNIQUE') ?? has('CONSTR_PRIMARY'))
    found.push(...finding(`It builds an index while ${table} is locked`, ONLINE));
  if (has('CONSTR_CHECK') ?? has('CONSTR_FOREIGN')) {
    found.push(...finding(`A constraint of a new column reads ${table} under a lock`, NOT_VALID));
  }
  return found;
}

const FILL_LATER = 'add the column without it, set the DEFAULT in a statement of its own, and use a fill step';
const ONLINE = 'a step of the kind create-index, and then ADD CONSTRAINT … USING INDEX';
const NOT_VALID = 'add the constraint as NOT VALID, and validate it in a step of its own';

function isVolatile(expression: Node | undefined): boolean {
  const calls = [...JSON.stringify(expression ?? {}).matchAll(/"funcname":(\[.*?\}\}\])/g)];
  return calls.some(([, names = '']) => !STABLE.some((name) => names.endsWith(`"sval":"${name}"}}]`)));
}

function judgeConstraint(table: string, constraint: Constraint, context: Context): Finding[] {
  const { contype, conname = '', indexname, skip_validation: isNotValid = false, raw_expr: expression } = constraint;
  switch (contype) {
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
      return indexname ? [] : finding(`It builds an index while ${table} is locked`, ONLINE);
    case 'CONSTR_CHECK': {
      const column = columnThatMayNotBeNull(expression);
      if (column !== undefined) context.forbidNull(table, column, conname);
      const required = column === undefined ? [] : judgeRequired(table, column, context);
      return [...required, ...(isNotValid ? [] : finding(`It reads ${table} under an exclusive lock`, NOT_VALID))];
    }
    case 'CONSTR_FOREIGN':
      return isNotValid ? [] : finding(`It reads ${table} while writes wait`, NOT_VALID);
    default:
      return finding(`It reads ${table} under an exclusive lock`, 'an index that is built online, or a trigger');
  }
}

/** The column of `CHECK (column IS NOT NULL)`. */
function columnThatMayNotBeNull(expression: Node | undefined): string | undefined {
  if (!isNode(expression, 'NullTest') || expression.NullTest.nulltesttype !== 'IS_NOT_NULL') return undefined;
  const { arg } = expression.NullTest;
  const field = isNode(arg, 'ColumnRef') ? arg.ColumnRef.fields?.[0] : undefined;
  return isNode(field, 'String') ? field.String.sval : undefined;
}

type Keys<Union> = Union extends unknown ? keyof Union : never;

export function isNode<Name extends Keys<Node>>(
  node: Node | undefined,
  name: Name,
): node is Extract<Node, Record<Name, unknown>> {
  return node !== undefined && name in node;
}
