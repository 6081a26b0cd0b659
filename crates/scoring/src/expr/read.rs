//! From SQL text to a typed [`Expr`]: parse with `sqlparser`, keep the allowed part, check types.

use sqlparser::ast::{
    BinaryOperator, Expr as Sql, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned,
    UnaryOperator, Value,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::{Comparison, Expr, ExprError, Function, Param, Scope, Type};
use crate::problem::nearest;

/// Deepest nesting accepted; a rule a person can read stays far below.
const DEPTH_MAX: usize = 40;
/// Longest expression accepted, in bytes.
const LENGTH_MAX: usize = 4_000;

const ALLOWED: &str = "allowed are: = <> < <= > >=, and, or, not, is null, in (…), between, \
                       coalesce, least, greatest, + and -";

/// Reads and checks an expression that must give `wanted`.
///
/// # Errors
/// The place and reason of the first error: not SQL, outside the allowed part, an unknown name,
/// or types that do not fit.
pub fn read(text: &str, scope: &dyn Scope, wanted: &Type) -> Result<Expr, ExprError> {
    if text.len() > LENGTH_MAX {
        let reason = format!("the expression is longer than {LENGTH_MAX} bytes");
        return Err(ExprError { line: 1, column: 1, reason, hint: None });
    }
    let sql = parse(text)?;
    let (expr, found) = Reader { scope }.typed(&sql, None)?;
    if found == *wanted {
        Ok(expr)
    } else {
        let reason = format!("this gives {}, {} is needed", found.name(), wanted.name());
        Err(error_at(&sql, reason, None))
    }
}

fn parse(text: &str) -> Result<Sql, ExprError> {
    let mut parser = Parser::new(&PostgreSqlDialect {})
        .with_recursion_limit(DEPTH_MAX)
        .try_with_sql(text)
        .map_err(|error| from_parser(&error.to_string()))?;
    let sql = parser.parse_expr().map_err(|error| from_parser(&error.to_string()))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(sql);
    }
    Err(ExprError {
        line: rest.span.start.line.max(1) as usize,
        column: rest.span.start.column.max(1) as usize,
        reason: format!("'{}' is not expected here", rest.token),
        hint: Some(ALLOWED.to_owned()),
    })
}

/// `sqlparser` gives the place only inside its message.
fn from_parser(message: &str) -> ExprError {
    let number_after = |mark: &str| {
        let rest = &message[message.rfind(mark)? + mark.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    };
    let reason = message.split(" at Line:").next().unwrap_or(message);
    let reason = reason.trim_start_matches("sql parser error: ").to_owned();
    ExprError {
        line: number_after("Line: ").unwrap_or(1).max(1),
        column: number_after("Column: ").unwrap_or(1).max(1),
        reason,
        hint: None,
    }
}

fn error_at(sql: &Sql, reason: String, hint: Option<String>) -> ExprError {
    let start = sql.span().start;
    let (line, column) = (start.line.max(1) as usize, start.column.max(1) as usize);
    ExprError { line, column, reason, hint }
}

fn refused(sql: &Sql) -> ExprError {
    let shown: String = sql.to_string().chars().take(60).collect();
    error_at(sql, format!("'{shown}' is not supported in a rulebook"), Some(ALLOWED.to_owned()))
}

type Typed = (Expr, Type);

struct Reader<'a> {
    scope: &'a dyn Scope,
}

impl Reader<'_> {
    /// Lowers `sql`; `beside` is the type a bare string literal takes from its neighbour.
    fn typed(&self, sql: &Sql, beside: Option<&Type>) -> Result<Typed, ExprError> {
        match sql {
            Sql::Nested(inner) => self.typed(inner, beside),
            Sql::Identifier(name) => self.name(sql, &name.value),
            Sql::Value(value) => self.literal(sql, &value.value, beside),
            Sql::UnaryOp { op: UnaryOperator::Not, expr } => {
                Ok((Expr::Not(Box::new(self.flag(expr)?)), Type::Flag))
            }
            Sql::UnaryOp { op: UnaryOperator::Minus, expr } => match self.typed(expr, None)? {
                (Expr::Int(value), _) => Ok((Expr::Int(-value), Type::Int)),
                _ => Err(refused(sql)),
            },
            Sql::IsNull(expr) => self.is_null(expr, false),
            Sql::IsNotNull(expr) => self.is_null(expr, true),
            Sql::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Sql::Between { expr, negated, low, high } => self.between(expr, low, high, *negated),
            Sql::BinaryOp { left, op, right } => self.binary(sql, left, op, right),
            Sql::Function(_) => self.call(sql),
            _ => Err(refused(sql)),
        }
    }

    fn flag(&self, sql: &Sql) -> Result<Expr, ExprError> {
        match self.typed(sql, None)? {
            (expr, Type::Flag) => Ok(expr),
            (_, other) => {
                let reason = format!("this is {}, a condition is needed", other.name());
                Err(error_at(sql, reason, None))
            }
        }
    }

    fn name(&self, sql: &Sql, name: &str) -> Result<Typed, ExprError> {
        if let Some((kind, _)) = self.scope.look_up(name) {
            return Ok((Expr::Name(name.to_owned()), kind));
        }
        let names = self.scope.names();
        let hint = nearest(name, names.iter().map(String::as_str)).map_or_else(
            || format!("known are: {}", names.join(", ")),
            |n| format!("did you mean '{n}'?"),
        );
        Err(error_at(sql, format!("'{name}' is unknown"), Some(hint)))
    }

    fn literal(&self, sql: &Sql, value: &Value, beside: Option<&Type>) -> Result<Typed, ExprError> {
        match value {
            Value::Number(digits, _) => match digits.to_string().parse() {
                Ok(value) => Ok((Expr::Int(value), Type::Int)),
                Err(_) => {
                    let reason = format!("'{digits}' is not a whole number");
                    Err(error_at(
                        sql,
                        reason,
                        Some("rates and targets stand in the indicator".into()),
                    ))
                }
            },
            Value::Boolean(value) => Ok((Expr::Flag(*value), Type::Flag)),
            Value::SingleQuotedString(name) => code(sql, name, beside),
            Value::Placeholder(name) => self.param(sql, name),
            _ => Err(refused(sql)),
        }
    }

    fn param(&self, sql: &Sql, name: &str) -> Result<Typed, ExprError> {
        let found = Param::ALL.into_iter().find(|param| param.name() == name);
        match found.filter(|_| self.scope.has_params()) {
            Some(param) => Ok((Expr::Param(param), Type::Time)),
            None => {
                let hint =
                    self.scope.has_params().then(|| "known are: :from, :to, :asof".to_owned());
                Err(error_at(sql, format!("the parameter '{name}' is unknown here"), hint))
            }
        }
    }

    fn is_null(&self, sql: &Sql, negated: bool) -> Result<Typed, ExprError> {
        let (expr, _) = self.typed(sql, None)?;
        if let Expr::Name(name) = &expr
            && let Some((_, false)) = self.scope.look_up(name)
        {
            return Err(error_at(sql, format!("'{name}' is never null"), None));
        }
        Ok((Expr::IsNull(Box::new(expr), negated), Type::Flag))
    }

    fn in_list(&self, sql: &Sql, list: &[Sql], negated: bool) -> Result<Typed, ExprError> {
        let (expr, kind) = self.typed(sql, None)?;
        let items = list.iter().map(|item| self.same(item, &kind)).collect::<Result<_, _>>()?;
        Ok((Expr::In(Box::new(expr), items, negated), Type::Flag))
    }

    fn between(&self, sql: &Sql, low: &Sql, high: &Sql, negated: bool) -> Result<Typed, ExprError> {
        let (expr, kind) = self.typed(sql, None)?;
        ordered(sql, &kind)?;
        let (low, high) = (self.same(low, &kind)?, self.same(high, &kind)?);
        Ok((Expr::Between(Box::new(expr), Box::new(low), Box::new(high), negated), Type::Flag))
    }

    /// Lowers `sql` and insists on a type.
    fn same(&self, sql: &Sql, wanted: &Type) -> Result<Expr, ExprError> {
        let (expr, found) = self.typed(sql, Some(wanted))?;
        if found == *wanted {
            return Ok(expr);
        }
        let reason = format!("{} cannot be compared with {}", wanted.name(), found.name());
        Err(error_at(sql, reason, None))
    }

    fn binary(
        &self,
        sql: &Sql,
        left: &Sql,
        op: &BinaryOperator,
        right: &Sql,
    ) -> Result<Typed, ExprError> {
        let both = |make: fn(Box<Expr>, Box<Expr>) -> Expr| {
            let (a, b) = (self.flag(left)?, self.flag(right)?);
            Ok((make(Box::new(a), Box::new(b)), Type::Flag))
        };
        match op {
            BinaryOperator::And => both(Expr::And),
            BinaryOperator::Or => both(Expr::Or),
            BinaryOperator::Plus | BinaryOperator::Minus => self.sum(sql, left, op, right),
            _ => match comparison(op) {
                Some(comparison) => self.compare(left, comparison, right),
                None => Err(refused(sql)),
            },
        }
    }

    fn compare(&self, left: &Sql, op: Comparison, right: &Sql) -> Result<Typed, ExprError> {
        // A code's name takes its meaning from the other side.
        let (a, b, kind) = if is_text(left) {
            let (b, kind) = self.typed(right, None)?;
            (self.same(left, &kind)?, b, kind)
        } else {
            let (a, kind) = self.typed(left, None)?;
            (a, self.same(right, &kind)?, kind)
        };
        if !matches!(op, Comparison::Equal | Comparison::NotEqual) {
            ordered(left, &kind)?;
        } else if kind == Type::Flag {
            let hint = "write the condition itself, or 'not' before it".to_owned();
            return Err(error_at(left, "true and false are not compared".to_owned(), Some(hint)));
        }
        Ok((Expr::Compare(op, Box::new(a), Box::new(b)), Type::Flag))
    }

    fn sum(
        &self,
        sql: &Sql,
        left: &Sql,
        op: &BinaryOperator,
        right: &Sql,
    ) -> Result<Typed, ExprError> {
        let ((a, a_kind), (b, b_kind)) = (self.typed(left, None)?, self.typed(right, None)?);
        let adds = *op == BinaryOperator::Plus;
        let kind = match (&a_kind, &b_kind, adds) {
            (Type::Int, Type::Int, _) | (Type::Time, Type::Time, false) => Type::Int,
            (Type::Time, Type::Int, _) | (Type::Int, Type::Time, true) => Type::Time,
            _ => {
                let (a, b) = (a_kind.name(), b_kind.name());
                return Err(error_at(sql, format!("{a} {op} {b} has no meaning"), None));
            }
        };
        let make = if adds { Expr::Add } else { Expr::Sub };
        Ok((make(Box::new(a), Box::new(b)), kind))
    }

    fn call(&self, sql: &Sql) -> Result<Typed, ExprError> {
        let (function, arguments) = called(sql).ok_or_else(|| refused(sql))?;
        if arguments.len() < 2 {
            return Err(error_at(sql, "at least two arguments are needed".to_owned(), None));
        }
        let (first, kind) = self.typed(arguments[0], None)?;
        ordered(arguments[0], &kind)?;
        let rest = arguments[1..].iter().map(|argument| self.same(argument, &kind));
        let all: Vec<Expr> = std::iter::once(Ok(first)).chain(rest).collect::<Result<_, _>>()?;
        if function != Function::Coalesce
            && let Some(at) = all.iter().position(|argument| self.may_be_null(argument))
        {
            // Engines differ: some skip a null here, some give null.
            let hint = "put coalesce(…) around it".to_owned();
            return Err(error_at(arguments[at], "this may be null".to_owned(), Some(hint)));
        }
        Ok((Expr::Call(function, all), kind))
    }

    fn may_be_null(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Name(name) => self.scope.look_up(name).is_some_and(|(_, null)| null),
            Expr::Add(a, b) | Expr::Sub(a, b) => self.may_be_null(a) || self.may_be_null(b),
            Expr::Call(_, parts) => parts.iter().all(|part| self.may_be_null(part)),
            _ => false,
        }
    }
}

fn ordered(sql: &Sql, kind: &Type) -> Result<(), ExprError> {
    match kind {
        Type::Int | Type::Time => Ok(()),
        _ => Err(error_at(sql, format!("{} has no order", kind.name()), None)),
    }
}

fn is_text(sql: &Sql) -> bool {
    matches!(sql, Sql::Value(value) if matches!(value.value, Value::SingleQuotedString(_)))
}

fn code(sql: &Sql, name: &str, beside: Option<&Type>) -> Result<Typed, ExprError> {
    let Some(kind @ Type::Code(names)) = beside else {
        let reason = format!("'{name}' is text; text only names a code beside a code column");
        return Err(error_at(sql, reason, None));
    };
    match names.iter().find(|(known, _)| known == name) {
        Some((_, value)) => Ok((Expr::Code { name: name.to_owned(), value: *value }, kind.clone())),
        None => {
            let known: Vec<&str> = names.iter().map(|(known, _)| known.as_str()).collect();
            let hint = format!("known are: {}", known.join(", "));
            Err(error_at(sql, format!("the code '{name}' is unknown"), Some(hint)))
        }
    }
}

fn comparison(op: &BinaryOperator) -> Option<Comparison> {
    Some(match op {
        BinaryOperator::Eq => Comparison::Equal,
        BinaryOperator::NotEq => Comparison::NotEqual,
        BinaryOperator::Lt => Comparison::Less,
        BinaryOperator::LtEq => Comparison::LessOrEqual,
        BinaryOperator::Gt => Comparison::Greater,
        BinaryOperator::GtEq => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// The function and its plain arguments, if the call is one of ours with nothing fancy about it.
fn called(sql: &Sql) -> Option<(Function, Vec<&Sql>)> {
    let Sql::Function(call) = sql else {
        return None;
    };
    let plain = call.over.is_none()
        && call.filter.is_none()
        && call.null_treatment.is_none()
        && call.within_group.is_empty()
        && matches!(call.parameters, FunctionArguments::None);
    let name = call.name.to_string().to_lowercase();
    let (_, function) = Function::ALL.into_iter().find(|(known, _)| *known == name && plain)?;
    let FunctionArguments::List(list) = &call.args else {
        return None;
    };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    let arguments = list.args.iter().map(|argument| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    });
    Some((function, arguments.collect::<Option<_>>()?))
}
