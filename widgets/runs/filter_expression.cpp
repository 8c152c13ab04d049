// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/filter_expression.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

struct FilterExpression::Node {
    enum class Kind { conjunction, disjunction, negation, comparison };
    Kind kind = Kind::comparison;
    std::shared_ptr<const Node> left, right;
    QString name, comparator, text;
    std::optional<double> number;
};

namespace {

struct FilterText {
    Q_DECLARE_TR_FUNCTIONS(FilterExpression)
};
using NodePtr = std::shared_ptr<const FilterExpression::Node>;

struct Token {
    enum class Kind { name, number, text, comparator, open, close, end };
    Kind kind = Kind::end;
    QString text;
};

class Parser {
  public:
    Parser(const QString& text, const QStringList& names) : m_names(names) { split(text); }

    NodePtr parse() {
        NodePtr node = disjunction();
        if (m_problem.isEmpty() && current().kind != Token::Kind::end)
            fail(FilterText::tr("\"%1\" is not expected here.").arg(current().text));
        return m_problem.isEmpty() ? node : nullptr;
    }
    const QString& problem() const { return m_problem; }

  private:
    using Node = FilterExpression::Node;

    void split(const QString& text) {
        static const QRegularExpression pattern(
            QStringLiteral("\\s*(?:(\"[^\"]*\")|(<=|>=|!=|==|<|>|=|~)|([()])|([^\\s()<>=!~\"]+)|(.))"));
        auto matches = pattern.globalMatch(text.trimmed());
        while (matches.hasNext()) {
            const auto match = matches.next();
            if (!match.captured(1).isNull() && match.capturedStart(1) >= 0)
                m_tokens << Token{Token::Kind::text, match.captured(1).mid(1, match.captured(1).size() - 2)};
            else if (match.capturedStart(2) >= 0)
                m_tokens << Token{Token::Kind::comparator, match.captured(2)};
            else if (match.capturedStart(3) >= 0)
                m_tokens << Token{match.captured(3) == QStringLiteral("(") ? Token::Kind::open : Token::Kind::close,
                                  match.captured(3)};
            else if (match.capturedStart(4) >= 0) {
                bool isNumber = false;
                match.captured(4).toDouble(&isNumber);
                m_tokens << Token{isNumber ? Token::Kind::number : Token::Kind::name, match.captured(4)};
            } else {
                fail(FilterText::tr("The sign %1 has no meaning in a filter.").arg(match.captured(5)));
            }
        }
        m_tokens << Token{};
    }
    const Token& current() const { return m_tokens[m_at]; }
    void advance() {
        if (m_at + 1 < m_tokens.size()) ++m_at;
    }
    bool takeWord(const char* word) {
        if (current().kind != Token::Kind::name ||
            current().text.compare(QLatin1String(word), Qt::CaseInsensitive) != 0)
            return false;
        advance();
        return true;
    }
    void fail(const QString& sentence) {
        if (m_problem.isEmpty()) m_problem = sentence;
    }
    static NodePtr join(Node::Kind kind, NodePtr left, NodePtr right) {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->left = std::move(left);
        node->right = std::move(right);
        return node;
    }
    NodePtr disjunction() {
        NodePtr node = conjunction();
        while (m_problem.isEmpty() && takeWord("or")) node = join(Node::Kind::disjunction, node, conjunction());
        return node;
    }
    NodePtr conjunction() {
        NodePtr node = term();
        while (m_problem.isEmpty() && takeWord("and")) node = join(Node::Kind::conjunction, node, term());
        return node;
    }
    NodePtr term() {
        if (++m_depth > 200) {
            fail(FilterText::tr("The filter is nested too deeply."));
            return nullptr;
        }
        NodePtr node;
        if (takeWord("not")) {
            node = join(Node::Kind::negation, term(), nullptr);
        } else if (current().kind == Token::Kind::open) {
            advance();
            node = disjunction();
            if (current().kind != Token::Kind::close) fail(FilterText::tr("A closing parenthesis is missing."));
            advance();
        } else {
            node = comparison();
        }
        --m_depth;
        return node;
    }
    NodePtr comparison() {
        auto node = std::make_shared<Node>();
        if (current().kind != Token::Kind::name) {
            fail(current().kind == Token::Kind::end
                     ? FilterText::tr("The filter ends too early: a name is missing.")
                     : FilterText::tr("A name is expected where \"%1\" stands.").arg(current().text));
            return nullptr;
        }
        node->name = current().text.toLower();
        if (!m_names.contains(node->name)) {
            fail(FilterText::tr("There is no column \"%1\". Known are: %2.")
                     .arg(node->name, m_names.join(QStringLiteral(", "))));
            return nullptr;
        }
        advance();
        if (current().kind != Token::Kind::comparator) {
            fail(FilterText::tr("After \"%1\" a comparison such as > is missing.").arg(node->name));
            return nullptr;
        }
        node->comparator = current().text;
        if (node->comparator == QStringLiteral("==")) node->comparator = QStringLiteral("=");
        advance();
        const Token value = current();
        if (value.kind != Token::Kind::name && value.kind != Token::Kind::number && value.kind != Token::Kind::text) {
            fail(FilterText::tr("After \"%1 %2\" a value is missing.").arg(node->name, node->comparator));
            return nullptr;
        }
        node->text = value.text;
        if (value.kind == Token::Kind::number) node->number = value.text.toDouble();
        advance();
        return node;
    }

    QList<Token> m_tokens;
    QStringList m_names;
    QString m_problem;
    qsizetype m_at = 0;
    int m_depth = 0;
};

template <class T>
bool compare(const T& left, const T& right, const QString& comparator) {
    if (comparator == QStringLiteral("<")) return left < right;
    if (comparator == QStringLiteral("<=")) return left <= right;
    if (comparator == QStringLiteral(">")) return left > right;
    if (comparator == QStringLiteral(">=")) return left >= right;
    if (comparator == QStringLiteral("!=")) return left != right;
    return left == right;
}

bool isNumeric(const QVariant& value) {
    switch (value.typeId()) {
        case QMetaType::Int:
        case QMetaType::UInt:
        case QMetaType::LongLong:
        case QMetaType::ULongLong:
        case QMetaType::Double:
        case QMetaType::Bool:
            return true;
        default:
            return false;
    }
}

bool evaluate(const FilterExpression::Node& node, const FilterExpression::Lookup& lookup) {
    using Kind = FilterExpression::Node::Kind;
    switch (node.kind) {
        case Kind::conjunction:
            return evaluate(*node.left, lookup) && evaluate(*node.right, lookup);
        case Kind::disjunction:
            return evaluate(*node.left, lookup) || evaluate(*node.right, lookup);
        case Kind::negation:
            return !evaluate(*node.left, lookup);
        case Kind::comparison:
            break;
    }
    const QVariant value = lookup(node.name);
    if (!value.isValid()) return node.comparator == QStringLiteral("!=");
    if (node.number && isNumeric(value) && node.comparator != QStringLiteral("~"))
        return compare(value.toDouble(), *node.number, node.comparator);
    const QString left = value.toString().toCaseFolded(), right = node.text.toCaseFolded();
    if (node.comparator == QStringLiteral("~")) return left.contains(right);
    return compare(left, right, node.comparator);
}

}  // namespace

bool FilterExpression::looksLikeExpression(const QString& text) {
    static const QRegularExpression pattern(QStringLiteral("[<>=~]"));
    return text.contains(pattern);
}

std::optional<FilterExpression> FilterExpression::parse(const QString& text, const QStringList& names,
                                                        QString* problem) {
    Parser parser(text, names);
    const auto root = parser.parse();
    if (problem) *problem = parser.problem();
    if (!root) return std::nullopt;
    FilterExpression expression;
    expression.m_root = root;
    return expression;
}

bool FilterExpression::matches(const Lookup& lookup) const {
    return evaluate(*m_root, lookup);
}
