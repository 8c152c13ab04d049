// Filter lines of tables: `ndcg@10 > 0.2 and method ~ bert4rec`. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVariant>
#include <functional>
#include <memory>
#include <optional>

/// Comparisons (< <= > >= = != and ~ for "contains") joined by `and`, `or`, `not` and parentheses. Names compare with
/// numbers, words or "quoted text"; text ignores case. A value that is not there satisfies no comparison but `!=`.
class FilterExpression {
  public:
    using Lookup = std::function<QVariant(const QString& name)>;

    /// Whether the text is meant as an expression and not as words to search for.
    static bool looksLikeExpression(const QString& text);
    /// Nothing on a mistake; then `problem` holds a full sentence.
    static std::optional<FilterExpression> parse(const QString& text, const QStringList& names, QString* problem);
    bool matches(const Lookup& lookup) const;

    struct Node;

  private:
    std::shared_ptr<const Node> m_root;
};
