import type { DropStmt, Node, RangeVar, RenameStmt } from 'libpg-query';
import { isNode, judgeAlterTable } from './alter-table.js';
import type { Context } from './context.js';
import { finding, type Finding } from './findings.js';

const LATER = 'stop using it in this version, and remove it in the next';
const ONLINE_INDEX = 'a step of the kind create-index';

/** Statements that lock what is new, or for a moment only, and that the released program does not notice. */
const HARMLESS: readonly string[] = [
  ...['CreateFunctionStmt', 'AlterFunctionStmt', 'CreateSeqStmt', 'AlterSeqStmt', 'CreateEnumStmt', 'AlterEnumStmt'],
  ...['ViewStmt', 'CreateTrigStmt', 'CommentStmt', 'GrantStmt', 'InsertStmt', 'SelectStmt', 'VariableSetStmt'],
];

/** What is wrong with a statement in a transaction of a migration. */
export function judgeStatement(statement: Node, context: Context): Finding[] {
  const [kind = ''] = Object.keys(statement);
  if (HARMLESS.includes(kind)) return [];
  if (isNode(statement, 'CreateStmt')) {
    context.create(nameOf(statement.CreateStmt.relation));
    return [];
  }
  if (isNode(statement, 'AlterTableStmt')) {
    const { AlterTableStmt: alter } = statement;
    return context.isHot(nameOf(alter.relation)) ? judgeAlterTable(alter, context) : [];
  }
  if (isNode(statement, 'IndexStmt')) {
    const { relation, concurrent = false } = statement.IndexStmt;
    if (concurrent) return finding('An online index cannot be built in a transaction', ONLINE_INDEX);
    return context.isHot(nameOf(relation)) ? finding('Writes wait while an index is built', ONLINE_INDEX) : [];
  }
  if (isNode(statement, 'DropStmt')) return judgeDrop(statement.DropStmt, context);
  if (isNode(statement, 'RenameStmt')) return judgeRename(statement.RenameStmt, context);
  for (const verb of ['UpdateStmt', 'DeleteStmt'] as const) {
    if (isNode(statement, verb)) return judgeRows(Object.values(statement)[0] as { relation?: RangeVar }, context);
  }
  if (isNode(statement, 'TruncateStmt'))
    return finding('TRUNCATE deletes what is in use, under an exclusive lock', LATER);
  if (isNode(statement, 'LockStmt'))
    return finding('LOCK TABLE keeps requests waiting', 'a statement that needs no lock');
  if (isNode(statement, 'DoStmt')) return finding('This rule cannot read a DO block', 'plain statements');
  return finding(
    `${kind.replace(/Stmt$/, '')} is not known to this rule`,
    'find out what it locks, and add it to the rule',
  );
}

function nameOf(relation: RangeVar | undefined): string {
  return relation?.relname ?? '';
}

function judgeRows({ relation }: { readonly relation?: RangeVar }, context: Context): Finding[] {
  const table = nameOf(relation);
  if (context.isSmall(table)) return [];
  return finding(`One transaction keeps rows of ${table} locked until all are changed`, 'a step of the kind fill');
}

function judgeDrop({ objects = [], removeType, behavior, concurrent = false }: DropStmt, context: Context): Finding[] {
  if (behavior === 'DROP_CASCADE') return finding('CASCADE drops what is not named', 'name everything that is dropped');
  const kind = removeType?.replace('OBJECT_', '').toLowerCase() ?? '';
  if (kind === 'index') {
    return concurrent
      ? finding('It cannot be in a transaction', 'a step of the kind drop-index')
      : finding('It waits for all who use the table, and they wait for it', 'a step of the kind drop-index');
  }
  if (kind === 'trigger') return [];
  return objects.flatMap((object) => {
    const name = lastName(object);
    const isUsed = kind === 'table' ? context.isHot(name) && context.uses.table(name) : context.uses.name(name);
    return isUsed ? finding(`The released version uses the ${kind} ${name}`, LATER) : [];
  });
}

/** The name of an object without its schema, and without the types of its arguments. */
function lastName(object: Node): string {
  const names = isNode(object, 'List')
    ? object.List.items
    : isNode(object, 'ObjectWithArgs')
      ? object.ObjectWithArgs.objname
      : isNode(object, 'TypeName')
        ? object.TypeName.names
        : [object];
  const last = names?.at(-1);
  return isNode(last, 'String') ? (last.String.sval ?? '') : '';
}

function judgeRename({ renameType, relation, subname = '', object }: RenameStmt, context: Context): Finding[] {
  const table = nameOf(relation);
  const kind = renameType?.replace('OBJECT_', '').toLowerCase() ?? '';
  switch (kind) {
    case 'index':
    case 'trigger':
    case 'tabconstraint':
      return [];
    case 'column':
      return context.isHot(table) && context.uses.column(table, subname)
        ? finding(`The released version uses ${table}.${subname}`, 'a new column, which a fill step copies')
        : [];
    default: {
      const name = object ? lastName(object) : table;
      const isUsed = relation ? context.isHot(name) && context.uses.table(name) : context.uses.name(name);
      return isUsed ? finding(`The released version uses the ${kind} ${name}`, LATER) : [];
    }
  }
}
