// Bigint division truncates toward zero. Money is rounded on purpose, so `/` on bigints belongs in lib/core/fixed-point alone.
import { ESLintUtils } from '@typescript-eslint/utils'
import ts from 'typescript'

const home = /[\\/]lib[\\/]core[\\/]fixed-point[\\/]/

export const noBareBigintDivision = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { bare: 'Divide bigints through a named function that says how it rounds (lib/core/fixed-point).' },
  },
  create(context) {
    if (home.test(context.filename)) return {}
    const services = ESLintUtils.getParserServices(context)
    function check(node, operand) {
      const isBigint = (services.getTypeAtLocation(operand).flags & ts.TypeFlags.BigIntLike) !== 0
      if (isBigint) context.report({ node, messageId: 'bare' })
    }
    return {
      "BinaryExpression[operator='/']": (node) => check(node, node.left),
      "AssignmentExpression[operator='/=']": (node) => check(node, node.left),
    }
  },
}
