// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/runs_model.h"

#include <QFont>
#include <QLocale>
#include <algorithm>
#include <unordered_set>

#include "common/colours.h"
#include "runs/run_text.h"

namespace {

bool sameRow(const wb::RunRow& a, const wb::RunRow& b) {
    return a.id == b.id && a.status == b.status && a.name == b.name && a.note == b.note && a.tags == b.tags &&
           a.metrics == b.metrics && a.seconds == b.seconds && a.warnings == b.warnings &&
           a.untrained == b.untrained && a.dataset == b.dataset && a.dataset_fingerprint == b.dataset_fingerprint &&
           a.attempt == b.attempt && a.started_at == b.started_at && a.ended_at == b.ended_at &&
           a.error_what == b.error_what && a.test_hidden == b.test_hidden;
}

std::optional<double> timesChance(const wb::RunRow& run) {
    const auto value = run_text::overallMetric(run, "ndcg@10");
    const auto chance = run_text::overallChance(run, "ndcg@10");
    if (!value || !chance || *chance <= 0) return std::nullopt;
    return *value / *chance;
}

/// With K >= N the metric is 1 whatever the method does.
bool isInformative(const wb::RunRow& run, const std::string& key) {
    const auto chance = run_text::lastStageMetric(run, "chance", key);
    return !chance || *chance < 1 - 1e-9;
}

bool isNumber(int column) {
    return column == RunsModel::NumberColumn || column == RunsModel::RecallColumn ||
           column == RunsModel::NdcgColumn || column == RunsModel::ChanceColumn ||
           column == RunsModel::DurationColumn;
}

QVariant optional(const std::optional<double>& value) {
    return value ? QVariant(*value) : QVariant();
}

}  // namespace

RunsModel::RunsModel(const wb::Registry* registry, QObject* parent)
    : QAbstractTableModel(parent), m_registry(registry) {}

void RunsModel::setRuns(std::vector<wb::RunRow> runs) {
    std::unordered_set<qint64> wanted;
    for (const auto& run : runs) wanted.insert(run.id);
    std::size_t kept = 0;
    for (const auto& run : m_runs) kept += wanted.contains(run.id);
    const std::size_t changes = (m_runs.size() - kept) + (runs.size() - kept);
    if (m_runs.empty() || changes > 50) {
        beginResetModel();
        m_runs = std::move(runs);
        endResetModel();
        return;
    }
    for (std::size_t row = m_runs.size(); row-- > 0;) {
        if (wanted.contains(m_runs[row].id)) continue;
        beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
        m_runs.erase(m_runs.begin() + static_cast<std::ptrdiff_t>(row));
        endRemoveRows();
    }
    std::unordered_set<qint64> have;
    for (const auto& run : m_runs) have.insert(run.id);
    for (std::size_t row = 0; row < runs.size(); ++row) {
        const int at = static_cast<int>(row);
        if (row < m_runs.size() && m_runs[row].id == runs[row].id) {
            if (sameRow(m_runs[row], runs[row])) continue;
            m_runs[row] = runs[row];
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        } else if (!have.contains(runs[row].id)) {
            beginInsertRows({}, at, at);
            m_runs.insert(m_runs.begin() + at, runs[row]);
            endInsertRows();
        } else {  // the order of known rows changed: the store orders by age, so this hardly happens
            beginResetModel();
            m_runs = std::move(runs);
            endResetModel();
            return;
        }
    }
}

const wb::RunRow* RunsModel::find(qint64 run) const {
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [run](const auto& row) { return row.id == run; });
    return found == m_runs.end() ? nullptr : &*found;
}

QModelIndex RunsModel::indexOf(qint64 run, int column) const {
    const wb::RunRow* found = find(run);
    return found ? index(static_cast<int>(found - m_runs.data()), column) : QModelIndex();
}

void RunsModel::setPalette(const QPalette& palette) {
    m_palette = palette;
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1),
                           {Qt::DecorationRole, Qt::ForegroundRole});
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunsModel::raw(const wb::RunRow& run, int column) const {
    switch (column) {
        case NumberColumn:
            return QVariant::fromValue<qint64>(run.id);
        case RecallColumn:
            return optional(run_text::overallMetric(run, "recall@10"));
        case NdcgColumn:
            return optional(run_text::overallMetric(run, "ndcg@10"));
        case ChanceColumn:
            return optional(timesChance(run));
        case DurationColumn:
            return run.seconds > 0 ? QVariant(run.seconds) : QVariant();
        case SeedColumn:
            return QVariant(static_cast<qulonglong>(run.seed));
        case CreatedColumn:
            return QVariant(run.created_at);
        default:
            return display(run, column);
    }
}

QString RunsModel::display(const wb::RunRow& run, int column) const {
    const QLocale locale;
    switch (column) {
        case NumberColumn:
            return QString::number(run.id);
        case StateColumn:
            return run_text::statusWord(run);
        case NameColumn:
            return run_text::name(run);
        case DatasetColumn:
            return QString::fromStdString(run.dataset);
        case MethodsColumn: {
            const QString methods = run_text::methods(run, m_registry);
            return run.untrained ? tr("%1 (not trained)").arg(methods) : methods;
        }
        case RecallColumn:
        case NdcgColumn: {
            const std::string key = column == RecallColumn ? "recall@10" : "ndcg@10";
            const auto value = run_text::overallMetric(run, key);
            if (!value) return {};
            return isInformative(run, key) ? run_text::metric(*value) : tr("%1 *").arg(run_text::metric(*value));
        }
        case ChanceColumn: {
            const auto ratio = timesChance(run);
            return ratio ? tr("× %1").arg(locale.toString(*ratio, 'f', *ratio < 10 ? 2 : 1)) : QString();
        }
        case DurationColumn:
            return run_text::duration(run.seconds);
        case SeedColumn:
            return QString::number(run.seed);
        case TagsColumn:
            return tagsText(run);
        case NoteColumn:
            return QString::fromStdString(run.note);
        case CreatedColumn:
            return run_text::dateTime(run.created_at);
        default:
            return {};
    }
}

QString RunsModel::toolTip(const wb::RunRow& run, int column) const {
    if (column == StateColumn) {
        if (!run.error_what.empty())
            return tr("%1\n%2\n%3")
                .arg(QString::fromStdString(run.error_what), QString::fromStdString(run.error_why),
                     QString::fromStdString(run.error_fix));
        if (run.warnings > 0) return tr("Warnings: %1. They are listed in the details.").arg(run.warnings);
        return {};
    }
    if (column == MethodsColumn && run.untrained)
        return tr(
            "At least one stage of this run did not train or fell back to uniform scores. It is kept out of "
            "rankings and significance.");
    if (run.test_hidden && run.status == wb::RunStatus::finished &&
        (column == RecallColumn || column == NdcgColumn || column == ChanceColumn))
        return tr("The run belongs to search %1. Test results of a search are shown for the combination that the "
                  "validation items choose, and for no other.")
            .arg(run.search);
    if (column == RecallColumn && !isInformative(run, "recall@10"))
        return tr("Not informative: the candidate lists hold at most 10 items, so every method reaches 1.");
    if (column == ChanceColumn)
        return tr("Test NDCG@10 divided by its exact expectation under random order of the same lists.");
    const QString text = display(run, column);
    return column == NameColumn || column == MethodsColumn || column == NoteColumn || column == TagsColumn
               ? text
               : QString();
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const wb::RunRow& run = m_runs[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(run, column);
        case Qt::EditRole:
            if (column == NameColumn) return QString::fromStdString(run.name);
            return display(run, column);
        case Qt::UserRole:
            return raw(run, column);
        case RunIdRole:
            return QVariant::fromValue<qint64>(run.id);
        case Qt::DecorationRole:
            if (column == StateColumn) return run_text::statusIcon(run.status, m_palette);
            return {};
        case Qt::ToolTipRole:
            return toolTip(run, column);
        case Qt::TextAlignmentRole:
            if (column == SeedColumn) return QVariant(Qt::AlignCenter);
            if (isNumber(column)) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
            return {};
        case Qt::ForegroundRole:
            if (run.untrained) return colours::mutedText(m_palette);
            return {};
        case Qt::FontRole:
            if (run.untrained && column == MethodsColumn) {
                QFont font;
                font.setItalic(true);
                return font;
            }
            return {};
        case Qt::AccessibleTextRole: {
            const QString text = display(run, column);
            return tr("%1: %2").arg(headerData(column, Qt::Horizontal).toString(),
                                    text.isEmpty() ? tr("empty") : text);
        }
        default:
            return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::ToolTipRole) {
        if (section == RecallColumn)
            return tr(
                "Share of all test users whose true item is among the first 10, after the last stage. Higher is "
                "better.");
        if (section == NdcgColumn)
            return tr(
                "Mean over all test users of 1 / log2(rank + 1) for a true item among the first 10, after the last "
                "stage. Higher is better.");
        if (section == ChanceColumn) return tr("Test NDCG@10 as a multiple of its value under random order.");
    }
    if (role == Qt::TextAlignmentRole && section == SeedColumn) return QVariant(Qt::AlignCenter);
    if (role == Qt::TextAlignmentRole && isNumber(section)) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case NumberColumn:
            return tr("Run");
        case StateColumn:
            return tr("State");
        case NameColumn:
            return tr("Name");
        case DatasetColumn:
            return tr("Dataset");
        case MethodsColumn:
            return tr("Methods");
        case RecallColumn:
            return QStringLiteral("Recall@10");  // a metric's name is not translated
        case NdcgColumn:
            return QStringLiteral("NDCG@10");
        case ChanceColumn:
            return tr("vs chance");
        case DurationColumn:
            return tr("Duration");
        case SeedColumn:
            return tr("Seed");
        case TagsColumn:
            return tr("Tags");
        case NoteColumn:
            return tr("Note");
        case CreatedColumn:
            return tr("Created");
        default:
            return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    if (index.column() == NameColumn || index.column() == TagsColumn || index.column() == NoteColumn)
        flags |= Qt::ItemIsEditable;
    return flags | Qt::ItemNeverHasChildren;
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !m_editor || !checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    const qint64 run = m_runs[static_cast<std::size_t>(index.row())].id;
    if (value == data(index, Qt::EditRole)) return true;
    switch (index.column()) {
        case NameColumn:
            m_editor(run, Edit::name, value.toString().trimmed());
            return true;
        case TagsColumn:
            m_editor(run, Edit::tags, value.toString());
            return true;
        case NoteColumn:
            m_editor(run, Edit::note, value.toString().trimmed());
            return true;
        default:
            return false;
    }
}

QStringList RunsModel::tagsFromText(const QString& text) {
    QStringList tags;
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QString tag = part.trimmed();
        if (!tag.isEmpty() && !tags.contains(tag)) tags << tag;
    }
    return tags;
}

QString RunsModel::tagsText(const wb::RunRow& run) {
    QStringList tags;
    for (const auto& tag : run.tags) tags << QString::fromStdString(tag);
    return tags.join(QStringLiteral(", "));
}

RunsFilter::RunsFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(Qt::UserRole);
    setDynamicSortFilter(true);
}

QStringList RunsFilter::expressionNames() {
    return {QStringLiteral("ndcg@10"),  QStringLiteral("recall@10"), QStringLiteral("chance"),
            QStringLiteral("duration"), QStringLiteral("seed"),      QStringLiteral("id"),
            QStringLiteral("state"),    QStringLiteral("name"),      QStringLiteral("dataset"),
            QStringLiteral("method"),   QStringLiteral("tag"),       QStringLiteral("note"),
            QStringLiteral("warnings"), QStringLiteral("trained")};
}

QString RunsFilter::setText(const QString& text) {
    if (FilterExpression::looksLikeExpression(text)) {
        QString problem;
        const auto expression = FilterExpression::parse(text, expressionNames(), &problem);
        if (!expression) return problem;
        m_expression = expression;
        m_words.clear();
    } else {
        m_expression.reset();
        m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    invalidateFilter();
    return {};
}

void RunsFilter::setStatus(std::optional<wb::RunStatus> status) {
    m_status = status;
    invalidateFilter();
}

QVariant RunsFilter::valueOf(const wb::RunRow& run, int row, const QString& name) const {
    const auto cell = [&](int column) { return sourceModel()->index(row, column).data(Qt::UserRole); };
    if (name == QStringLiteral("ndcg@10")) return cell(RunsModel::NdcgColumn);
    if (name == QStringLiteral("recall@10")) return cell(RunsModel::RecallColumn);
    if (name == QStringLiteral("chance")) return cell(RunsModel::ChanceColumn);
    if (name == QStringLiteral("duration")) return cell(RunsModel::DurationColumn);
    if (name == QStringLiteral("seed")) return cell(RunsModel::SeedColumn);
    if (name == QStringLiteral("id")) return QVariant::fromValue<qint64>(run.id);
    if (name == QStringLiteral("state")) return cell(RunsModel::StateColumn);
    if (name == QStringLiteral("name")) return cell(RunsModel::NameColumn);
    if (name == QStringLiteral("dataset")) return cell(RunsModel::DatasetColumn);
    if (name == QStringLiteral("method"))
        return QString(cell(RunsModel::MethodsColumn).toString() + QLatin1Char(' ') +
                       QString::fromStdString(run.retrieval_method + " " + run.rerank_method));
    if (name == QStringLiteral("tag")) return cell(RunsModel::TagsColumn);
    if (name == QStringLiteral("note")) return cell(RunsModel::NoteColumn);
    if (name == QStringLiteral("warnings")) return run.warnings;
    if (name == QStringLiteral("trained")) return run.untrained ? 0 : 1;
    return {};
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const auto* model = qobject_cast<const RunsModel*>(sourceModel());
    if (!model || parent.isValid()) return false;
    const wb::RunRow& run = model->runs()[static_cast<std::size_t>(row)];
    if (m_status && run.status != *m_status) return false;
    if (m_expression) return m_expression->matches([&](const QString& name) { return valueOf(run, row, name); });
    if (m_words.isEmpty()) return true;
    QString all = QString::number(run.id) + QLatin1Char(' ') + QString::fromStdString(run.retrieval_method) +
                  QLatin1Char(' ') + QString::fromStdString(run.rerank_method);
    for (const int column : {RunsModel::StateColumn, RunsModel::NameColumn, RunsModel::DatasetColumn,
                             RunsModel::MethodsColumn, RunsModel::TagsColumn, RunsModel::NoteColumn})
        all += QLatin1Char('\n') + model->index(row, column).data().toString();
    return std::all_of(m_words.cbegin(), m_words.cend(),
                       [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

bool RunsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const QVariant a = left.data(Qt::UserRole), b = right.data(Qt::UserRole);
    if (a.isValid() != b.isValid()) return sortOrder() == Qt::AscendingOrder ? a.isValid() : b.isValid();
    if (!a.isValid()) return false;
    if (a.typeId() == QMetaType::QString) return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return QVariant::compare(a, b) == QPartialOrdering::Less;
}
