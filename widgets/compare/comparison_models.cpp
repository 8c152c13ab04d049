// The tables of the Compare page. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/comparison_models.h"

#include <QFont>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "common/colours.h"
#include "common/run_texts.h"
#include "runs/run_text.h"

namespace {

QString signedNumber(double value) {
    const QString number = QLocale().toString(std::abs(value), 'f', 4);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + number;
}

QString probability(double p) {
    return p < 0.001 ? QStringLiteral("< 0.001") : QLocale().toString(p, 'f', 3);
}

}  // namespace

void MetricsModel::setReport(const ComparisonReport& report, const QHash<qint64, QString>& names) {
    beginResetModel();
    m_rows = report.metrics;
    m_names = names;
    // Metrics together, the runs below each other: that is what one reads across.
    std::stable_sort(m_rows.begin(), m_rows.end(), [&report](const MetricComparison& a, const MetricComparison& b) {
        const auto place = [&report](const QString& metric) {
            return std::find_if(report.metrics.begin(), report.metrics.end(),
                                [&](const auto& row) { return row.metric == metric; }) -
                   report.metrics.begin();
        };
        return place(a.metric) < place(b.metric);
    });
    endResetModel();
}

int MetricsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int MetricsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString MetricsModel::display(const MetricComparison& row, int column) const {
    const bool judged =
        row.verdict == Verdict::better || row.verdict == Verdict::worse || row.verdict == Verdict::noEvidence;
    switch (column) {
        case MetricColumn:
            return runtexts::metric(row.metric);
        case RunColumn:
            return m_names.value(row.run);
        case BaselineColumn:
            return run_text::metric(row.paired.mean_a);
        case ValueColumn:
            return run_text::metric(row.paired.mean_b);
        case DifferenceColumn:
            return signedNumber(row.paired.difference);
        case IntervalColumn:
            return tr("%1 to %2").arg(signedNumber(row.paired.interval_low), signedNumber(row.paired.interval_high));
        case PColumn:
            return judged ? probability(row.paired.p_permutation) : QString();
        case HolmColumn:
            return judged ? probability(row.adjusted) : QString();
        case WinsColumn:
            return tr("%1 / %2 / %3").arg(row.paired.wins).arg(row.paired.ties).arg(row.paired.losses);
        case VerdictColumn: {
            const QString sign = row.verdict == Verdict::better  ? QStringLiteral("▲ ")
                                 : row.verdict == Verdict::worse ? QStringLiteral("▼ ")
                                                                 : QString();
            return sign + verdictWord(row.verdict);
        }
        default:
            return {};
    }
}

QVariant MetricsModel::raw(const MetricComparison& row, int column) const {
    switch (column) {
        case MetricColumn:
            return row.metric;
        case BaselineColumn:
            return row.paired.mean_a;
        case ValueColumn:
            return row.paired.mean_b;
        case DifferenceColumn:
            return row.paired.difference;
        case PColumn:
            return row.paired.p_permutation;
        case HolmColumn:
            return row.adjusted;
        default:
            return display(row, column);
    }
}

QString MetricsModel::sentence(int row) const {
    const MetricComparison& it = m_rows[static_cast<std::size_t>(row)];
    return tr("%1, %2, %3, %4 against the baseline, p %5, %6")
        .arg(runtexts::metric(it.metric), m_names.value(it.run), run_text::metric(it.paired.mean_b),
             signedNumber(it.paired.difference), probability(it.adjusted), verdictWord(it.verdict));
}

QVariant MetricsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const MetricComparison& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::UserRole:
            return raw(row, column);
        case Qt::AccessibleTextRole:
            return column == MetricColumn ? sentence(index.row()) : display(row, column);
        case Qt::TextAlignmentRole:
            if (column >= BaselineColumn && column <= WinsColumn) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
            return {};
        case Qt::FontRole:
            if (column == VerdictColumn && (row.verdict == Verdict::better || row.verdict == Verdict::worse)) {
                QFont font;
                font.setBold(true);
                return font;
            }
            return {};
        case Qt::ForegroundRole:
            if (column == VerdictColumn && row.verdict == Verdict::better) return colours::good(m_palette);
            if (column == VerdictColumn && row.verdict == Verdict::worse) return colours::error(m_palette);
            if (row.verdict == Verdict::notComparable || row.verdict == Verdict::notTrained ||
                row.verdict == Verdict::notInformative)
                return colours::mutedText(m_palette);
            return {};
        case Qt::ToolTipRole:
            if (column == PColumn || column == HolmColumn)
                return tr("Permutation test %1; paired t test %2; Wilcoxon signed rank %3.")
                    .arg(probability(row.paired.p_permutation), probability(row.paired.p_t),
                         probability(row.paired.p_wilcoxon));
            return {};
        default:
            return {};
    }
}

QVariant MetricsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::ToolTipRole) {
        switch (section) {
            case DifferenceColumn:
                return tr("Mean over the users of both runs: this run minus the baseline. Above 0 is better.");
            case IntervalColumn:
                return tr("95 % percentile bootstrap over users.");
            case PColumn:
                return tr("Two-sided paired permutation test (sign flips by user).");
            case HolmColumn:
                return tr(
                    "p after Holm's correction over all rows of this table. Below 0.05 is called better or worse.");
            case WinsColumn:
                return tr("Users for whom this run is better, equal, worse than the baseline.");
            default:
                return {};
        }
    }
    if (role == Qt::TextAlignmentRole && section >= BaselineColumn && section <= WinsColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case MetricColumn:
            return tr("Metric");
        case RunColumn:
            return tr("Run");
        case BaselineColumn:
            return tr("Baseline");
        case ValueColumn:
            return tr("Value");
        case DifferenceColumn:
            return tr("Difference");
        case IntervalColumn:
            return tr("95 % interval");
        case PColumn:
            return tr("p");
        case HolmColumn:
            return tr("p (Holm)");
        case WinsColumn:
            return tr("Win / tie / loss");
        case VerdictColumn:
            return tr("In words");
        default:
            return {};
    }
}

void GainsModel::setGains(std::vector<UserGain> gains, const QHash<qint64, QString>& names) {
    beginResetModel();
    m_gains = std::move(gains);
    m_names = names;
    endResetModel();
}

void GainsModel::setUserNames(std::vector<std::string> rawIds) {
    m_rawIds = std::move(rawIds);
    if (!m_gains.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

QString GainsModel::userName(int user) const {
    const auto place = static_cast<std::size_t>(user);
    return user > 0 && place < m_rawIds.size() ? QString::fromStdString(m_rawIds[place]) : QString::number(user);
}

int GainsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_gains.size());
}

QVariant GainsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const UserGain& gain = m_gains[static_cast<std::size_t>(index.row())];
    if (role == UserRole) return gain.user;
    if (role == RunIdRole) return QVariant::fromValue(gain.run);
    if (role == Qt::TextAlignmentRole && index.column() > 1) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::UserRole) return {};
    const bool shown = role == Qt::DisplayRole;
    switch (index.column()) {
        case 0:
            return userName(gain.user);
        case 1:
            return m_names.value(gain.run);
        case 2:
            return shown ? QVariant(gain.rankBaseline) : QVariant(-gain.reciprocalBaseline);
        case 3:
            return shown ? QVariant(gain.rank) : QVariant(-gain.reciprocal);
        case 4:
            return shown ? QVariant(signedNumber(gain.gain())) : QVariant(gain.gain());
        default:
            return {};
    }
}

QVariant GainsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && section > 1) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case 0:
            return tr("User");
        case 1:
            return tr("Run");
        case 2:
            return tr("Rank in the baseline");
        case 3:
            return tr("Rank");
        case 4:
            return tr("Gain in reciprocal rank");
        default:
            return {};
    }
}

void DifferencesModel::setDifferences(std::vector<wb::ConfigDifference> differences, const QStringList& runs) {
    beginResetModel();
    m_differences = std::move(differences);
    m_runs = runs;
    endResetModel();
}

int DifferencesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_differences.size());
}
int DifferencesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size()) + 1;
}

QVariant DifferencesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const wb::ConfigDifference& difference = m_differences[static_cast<std::size_t>(index.row())];
    if (index.column() == 0) return QString::fromStdString(difference.key);
    const auto place = static_cast<std::size_t>(index.column()) - 1;
    return place < difference.values.size() ? QString::fromStdString(difference.values[place]) : QString();
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? tr("Setting") : m_runs.value(section - 1);
}
