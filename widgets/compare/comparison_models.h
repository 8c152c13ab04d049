// The tables of the Compare page. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QPalette>
#include <string>
#include <vector>

#include "compare/compare_statistics.h"
#include "experiment/config.h"

/// One row per metric and run: value, difference to the baseline with interval, p, wins, and the verdict in words.
class MetricsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        MetricColumn,
        RunColumn,
        BaselineColumn,
        ValueColumn,
        DifferenceColumn,
        IntervalColumn,
        PColumn,
        HolmColumn,
        WinsColumn,
        VerdictColumn,
        ColumnCount
    };
    using QAbstractTableModel::QAbstractTableModel;
    void setReport(const ComparisonReport& report, const QHash<qint64, QString>& names);
    void setPalette(const QPalette& palette) { m_palette = palette; }
    const std::vector<MetricComparison>& rows() const { return m_rows; }
    /// "NDCG@10, run 14, 0.213, plus 0.012 against the baseline, p 0.003, better"
    QString sentence(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    QString display(const MetricComparison& row, int column) const;
    QVariant raw(const MetricComparison& row, int column) const;
    std::vector<MetricComparison> m_rows;
    QHash<qint64, QString> m_names;
    QPalette m_palette;
};

/// The users whose true item moved most.
class GainsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    static constexpr int UserRole = Qt::UserRole + 1;
    static constexpr int RunIdRole = Qt::UserRole + 2;
    using QAbstractTableModel::QAbstractTableModel;
    void setGains(std::vector<UserGain> gains, const QHash<qint64, QString>& names);
    /// The users' ids in the dataset, by number; without them the numbers are shown.
    void setUserNames(std::vector<std::string> rawIds);
    QString userName(int user) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 5; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    std::vector<UserGain> m_gains;
    QHash<qint64, QString> m_names;
    std::vector<std::string> m_rawIds;
};

/// Only the settings on which the runs differ; one column per run.
class DifferencesModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setDifferences(std::vector<wb::ConfigDifference> differences, const QStringList& runs);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    std::vector<wb::ConfigDifference> m_differences;
    QStringList m_runs;
};
