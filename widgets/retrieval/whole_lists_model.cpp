// What the lists of all users are like: the table. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFont>
#include <QLocale>
#include <cmath>

#include "common/run_texts.h"
#include "retrieval/whole_lists.h"
#include "runs/run_text.h"

namespace {

const std::string stored = "stage1/beyond_accuracy/", against_popularity = "stage1/above_popularity/";

std::optional<double> finite(const std::map<std::string, double>& metrics, const std::string& path) {
    const auto found = metrics.find(path);
    if (found == metrics.end() || !std::isfinite(found->second)) return std::nullopt;
    return found->second;
}

QString withSign(double value, const QString& digits) {
    return (value < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + digits;
}

}  // namespace

bool WholeListsModel::isStored(const wb::RunRow& run) {
    return run.metrics.contains(stored + "data_popularity");
}

std::optional<double> WholeListsModel::value(const Metrics& metrics, const std::string& key) const {
    return finite(metrics, stored + key);
}

void WholeListsModel::setRuns(const wb::RunRow* a, const wb::RunRow* b) {
    beginResetModel();
    m_rows.clear();
    m_a = a ? a->metrics : Metrics();
    m_b = b ? b->metrics : Metrics();
    m_nameA = a ? tr("A: %1").arg(run_text::numberedName(*a)) : QString();
    m_nameB = b ? tr("B: %1").arg(run_text::numberedName(*b)) : QString();
    addAgainstPopularity();
    addHeading(tr("Shape of the lists"));
    addShape("coverage", tr("Share of the catalogue shown"),
             tr("Items that are in at least one list, divided by all items. Higher: more of the catalogue is shown."),
             Form::metric);
    addShape("gini", tr("Gini of how often items are shown"),
             tr("0: every item is shown equally often; towards 1: few items fill all lists. Lower is more even."),
             Form::metric);
    addShape("mean_popularity", tr("Popularity of shown items"),
             tr("Training interactions of a shown item: the mean over users of the mean over their list."),
             Form::count);
    addShape("popularity_lift", tr("Popularity lift"),
             tr("Popularity of shown items divided by that of the users' own items, minus 1. 0 %: as popular as what "
                "users chose themselves; above: the lists lean towards popular items."),
             Form::lift);
    Row own{tr("Popularity of the users' own items"),
            QString(),
            tr("Training interactions of an item: the mean over users of the mean over their training items."),
            value(m_a, "data_popularity"),
            value(m_b, "data_popularity"),
            Form::count,
            {},
            {}};
    if (own.a || own.b) m_rows.push_back(std::move(own));
    addByActivity();
    addByPopularity();
    endResetModel();
}

void WholeListsModel::addHeading(const QString& text) {
    Row row;
    row.what = text;
    row.form = Form::heading;
    m_rows.push_back(std::move(row));
}

void WholeListsModel::addAgainstPopularity() {
    const auto size = m_rows.size();
    addHeading(tr("Against popularity: the same most popular items for everybody"));
    for (const char* metric : {"recall@10", "recall@20", "ndcg@10"}) {
        const std::string at = against_popularity + metric + "/";
        const auto row = [&](const QString& measure, const QString& help, const char* key, Form form) {
            return Row{runtexts::metric(QLatin1String(metric)),
                       measure,
                       help,
                       finite(m_a, at + key),
                       finite(m_b, at + key),
                       form,
                       {},
                       {}};
        };
        Row difference = row(tr("difference"), tr("The run's mean less that of popularity. Above 0: better."),
                             "difference", Form::difference);
        if (!difference.a && !difference.b) continue;
        Row interval = row(tr("95 % interval"),
                           tr("Where the difference lies when other users of the same kind are drawn (bootstrap over "
                              "users). Without 0 in it the difference is hardly chance."),
                           "interval_low", Form::interval);
        interval.highA = finite(m_a, at + "interval_high");
        interval.highB = finite(m_b, at + "interval_high");
        m_rows.push_back(std::move(difference));
        m_rows.push_back(std::move(interval));
        m_rows.push_back(
            row(tr("p"),
                tr("How often a difference as large comes about by chance alone (permutation test, paired "
                   "by user)."),
                "p", Form::metric));
    }
    if (m_rows.size() == size + 1) m_rows.pop_back();
}

void WholeListsModel::addShape(const std::string& key, const QString& what, const QString& help, Form form) {
    for (const int k : {5, 10, 20}) {
        const std::string at = key + "@" + std::to_string(k);
        Row row{what, tr("top %1").arg(k), help, value(m_a, at), value(m_b, at), form, {}, {}};
        if (row.a || row.b) m_rows.push_back(std::move(row));
    }
}

QString WholeListsModel::rangeOf(const std::string& group) const {
    const auto of = [&](const char* key) {
        const auto first = value(m_a, group + key);
        return static_cast<qint64>((first ? first : value(m_b, group + key)).value_or(0));
    };
    const qint64 from = of("/from"), to = of("/to");
    if (of("/users") == 0) return {};
    const QLocale locale;
    return from == to ? locale.toString(from)
                      : tr("%1 to %2", "range of numbers").arg(locale.toString(from), locale.toString(to));
}

void WholeListsModel::addGroup(const std::string& key, const QString& name, const QString& range) {
    const auto members = static_cast<int>(
        (value(m_a, key + "/users") ? value(m_a, key + "/users") : value(m_b, key + "/users")).value_or(0));
    const bool ofItems = key.starts_with("by_popularity");  // of which a user may have several
    const QString count = ofItems ? tr("%Ln true items", nullptr, members) : tr("%Ln users", nullptr, members);
    const QString what =
        members == 0 ? tr("%1: nobody", "name of a group of users").arg(name)
                     : tr("%1: %2, %3", "group, what makes it one, number of users or items").arg(name, range, count);
    for (const char* metric : {"recall@10", "recall@20", "ndcg@10"}) {
        const bool ndcg = std::string_view(metric).starts_with("ndcg");
        m_rows.push_back(
            {what,
             members == 0 ? QString() : runtexts::metric(QLatin1String(metric)),
             ndcg ? tr("Mean over these of 1 / log2(rank + 1) where the true item is in the first ten places; of "
                       "several true items the sum, divided by the best possible. Higher is better.")
             : ofItems ? tr("Share of these items that stand within the first places. Higher is better.")
                       : tr("Mean over these users of the share of their true items within the first places. Higher "
                            "is better."),
             value(m_a, key + "/" + metric),
             value(m_b, key + "/" + metric),
             Form::metric,
             {},
             {}});
        if (members == 0) break;
    }
}

void WholeListsModel::addByActivity() {
    addHeading(tr("By the length of the training history"));
    for (const auto& [id, name] :
         {std::pair{"low", tr("Short")}, std::pair{"middle", tr("Middle")}, std::pair{"high", tr("Long")}}) {
        const std::string key = std::string("by_activity/") + id;
        addGroup(key, name, tr("%1 items", "a number or a range of numbers").arg(rangeOf(key)));
    }
}

void WholeListsModel::addByPopularity() {
    addHeading(tr("By the popularity of the true item"));
    for (const auto& [id, name] : {std::pair{"cold", tr("Cold")}, std::pair{"tail", tr("Rare")},
                                   std::pair{"middle", tr("Middling")}, std::pair{"head", tr("Popular")}}) {
        const std::string key = std::string("by_popularity/") + id;
        addGroup(key, name, tr("%1 interactions", "a number or a range of numbers").arg(rangeOf(key)));
    }
}

std::vector<std::pair<int, int>> WholeListsModel::spans() const {
    std::vector<std::pair<int, int>> spans;
    for (int row = 0; row < rowCount(); ++row) {
        const bool again =
            row > 0 && !isHeading(row) && !isHeading(row - 1) &&
            m_rows[static_cast<std::size_t>(row)].what == m_rows[static_cast<std::size_t>(row) - 1].what;
        if (again)
            ++spans.back().second;
        else
            spans.emplace_back(row, 1);
    }
    return spans;
}

int WholeListsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString WholeListsModel::display(const Row& row, bool second) const {
    const auto& value = second ? row.b : row.a;
    if (row.form == Form::heading) return {};
    if (!value) return QStringLiteral("\u2013");
    const QLocale locale;
    switch (row.form) {
        case Form::difference:
            return withSign(*value, run_text::metric(std::abs(*value)));
        case Form::interval: {
            const auto signedMetric = [](double x) { return withSign(x, run_text::metric(std::abs(x))); };
            const double high = (second ? row.highB : row.highA).value_or(*value);
            return tr("%1 to %2", "range of numbers").arg(signedMetric(*value), signedMetric(high));
        }
        case Form::count:
            return locale.toString(*value, 'f', 1);
        case Form::lift:
            return tr("%1 %", "number with its sign")
                .arg(withSign(*value, locale.toString(std::abs(*value) * 100, 'f', 1)));
        default:
            return run_text::metric(*value);
    }
}

QVariant WholeListsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const bool number = column == AColumn || column == BColumn;
    const std::optional<double>& value = column == AColumn ? row.a : row.b;
    switch (role) {
        case Qt::DisplayRole:
            if (column == WhatColumn) return row.what;
            return column == MeasureColumn ? row.measure : display(row, column == BColumn);
        case Qt::UserRole:
            return number && value ? QVariant(*value) : QVariant();
        case Qt::ToolTipRole:
            return row.help.isEmpty() ? QVariant() : QVariant(row.help);
        case Qt::TextAlignmentRole:
            if (number) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
            return {};
        case Qt::FontRole:
            if (row.form != Form::heading) return {};
            {
                QFont bold;
                bold.setBold(true);
                return bold;
            }
        case Qt::AccessibleTextRole:
            if (row.form == Form::heading || !number) return index.data();
            return tr("%1, %2, %3: %4", "what, measure, run, value")
                .arg(row.what, row.measure, column == AColumn ? m_nameA : m_nameB, display(row, column == BColumn));
        default:
            return {};
    }
}

QVariant WholeListsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && (section == AColumn || section == BColumn))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) return section == AColumn ? m_nameA : section == BColumn ? m_nameB : QString();
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case WhatColumn:
            return tr("What");
        case MeasureColumn:
            return tr("Measure");
        case AColumn:
            return m_nameA;
        case BColumn:
            return m_nameB;
        default:
            return {};
    }
}
