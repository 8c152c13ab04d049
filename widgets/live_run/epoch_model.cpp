// What each epoch of a stage reached. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_run/epoch_model.h"

#include <QFont>
#include <QLocale>
#include <QSet>
#include <cmath>

#include "common/run_texts.h"

namespace {

/// Series with one point per update are no columns of this table.
bool isPerEpoch(const QString& name) {
    return name == QLatin1String("epoch_loss") || name.startsWith(QLatin1String("val_")) ||
           name == QLatin1String("seconds_per_epoch");
}

enum class Better { lower, higher, neither };

/// An entropy says how sure the model is, not how right.
Better betterOf(const QString& name) {
    if (name.contains(QLatin1String("loss"))) return Better::lower;
    const bool metric = name.startsWith(QLatin1String("val_")) && !name.contains(QLatin1String("entropy"));
    return metric ? Better::higher : Better::neither;
}

int rank(const QString& name) {
    return name == QLatin1String("epoch_loss") ? 0 : name.startsWith(QLatin1String("val_")) ? 1 : 2;
}

}  // namespace

void EpochModel::show(const RunFeed& feed, int stage) {
    const std::string prefix = "stage" + std::to_string(stage) + "/";
    QStringList columns;
    QString signature = QStringLiteral("%1 %2").arg(feed.run()).arg(stage);
    for (const QString& name : feed.seriesOfStage(stage)) {
        if (!isPerEpoch(name)) continue;
        columns << name;
        const auto points = feed.series(prefix + name.toStdString());
        signature += QStringLiteral(" %1:%2:%3").arg(name).arg(points->size()).arg(points->generation);
    }
    if (signature == m_signature) return;
    m_signature = signature;
    std::stable_sort(columns.begin(), columns.end(),
                     [](const QString& a, const QString& b) { return rank(a) < rank(b); });
    beginResetModel();
    m_columns = columns;
    m_values.clear();
    m_best.clear();
    QSet<int> epochs;
    for (qsizetype column = 0; column < m_columns.size(); ++column) {
        const auto points = feed.series(prefix + m_columns[column].toStdString());
        const Better better = betterOf(m_columns[column]);
        int best = -1;
        double bestValue = 0;
        for (std::size_t i = 0; i < points->size(); ++i) {
            const int epoch = static_cast<int>(std::lround(points->epoch[i]));
            const double value = points->value[i];
            epochs.insert(epoch);
            m_values[{epoch, static_cast<int>(column)}] = value;
            if (better != Better::neither && std::isfinite(value) &&
                (best < 0 || (better == Better::lower ? value < bestValue : value > bestValue))) {
                best = epoch;
                bestValue = value;
            }
        }
        m_best << best;
    }
    m_epochs = QList<int>(epochs.begin(), epochs.end());
    std::sort(m_epochs.begin(), m_epochs.end());
    endResetModel();
}

int EpochModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_epochs.size());
}

int EpochModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

QVariant EpochModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const int epoch = m_epochs[index.row()];
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (index.column() == 0) return role == Qt::DisplayRole || role == Qt::UserRole ? QVariant(epoch) : QVariant();
    const int column = index.column() - 1;
    const auto found = m_values.find({epoch, column});
    if (found == m_values.end()) return {};
    const bool best = m_best[column] == epoch;
    if (role == Qt::UserRole) return found->second;
    if (role == Qt::FontRole && best) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::ToolTipRole && best) return tr("The best of all epochs so far.");
    if (role != Qt::DisplayRole) return {};
    const bool seconds = m_columns[column] == QLatin1String("seconds_per_epoch");
    const QString number = QLocale().toString(found->second, 'f', seconds ? 1 : 4);
    return best ? QString(QStringLiteral("\u2605 ") % number) : number;
}

QVariant EpochModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    if (section == 0) return tr("Epoch");
    const QString& name = m_columns[section - 1];
    if (name == QLatin1String("epoch_loss"))
        return role == Qt::DisplayRole ? tr("Training loss")
                                       : tr("Mean loss of the epoch's updates. Lower is better.");
    if (name == QLatin1String("seconds_per_epoch")) return tr("Seconds");
    // Names of metrics are not translated.
    const QString metric = runtexts::metric(name.mid(4));
    if (role == Qt::DisplayRole) return metric;
    switch (betterOf(name)) {
        case Better::lower:
            return tr("%1 on the validation items. Lower is better.").arg(metric);
        case Better::higher:
            return tr("%1 on the validation items. Higher is better.").arg(metric);
        case Better::neither:
            break;
    }
    return tr("%1 on the validation items: 1 where all candidates are equally probable, 0 where one has everything.")
        .arg(metric);
}
