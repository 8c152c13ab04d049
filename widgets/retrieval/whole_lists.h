// What the lists of all users are like besides being right, for one run or two. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QWidget>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiment/store.h"

class QLabel;
class QStackedWidget;
class QTableView;

class WholeListsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { WhatColumn, MeasureColumn, AColumn, BColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    /// `b` null: there is no second run.
    void setRuns(const wb::RunRow* a, const wb::RunRow* b);
    static bool isStored(const wb::RunRow& run);
    /// Rows that follow each other and are about the same thing: first row and number.
    std::vector<std::pair<int, int>> spans() const;
    bool isHeading(int row) const { return m_rows[static_cast<std::size_t>(row)].form == Form::heading; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    using Metrics = std::map<std::string, double>;
    enum class Form { heading, metric, count, lift, difference, interval };
    struct Row {
        QString what, measure, help;
        std::optional<double> a, b;
        Form form = Form::metric;
        std::optional<double> highA, highB;  ///< upper ends of an interval
    };
    void addHeading(const QString& text);
    void addAgainstPopularity();
    void addShape(const std::string& key, const QString& what, const QString& help, Form form);
    void addGroup(const std::string& key, const QString& name, const QString& range);
    void addByActivity();
    void addByPopularity();
    /// "18 to 22"; empty when nobody is in the group.
    QString rangeOf(const std::string& group) const;
    std::optional<double> value(const Metrics& metrics, const std::string& key) const;
    QString display(const Row& row, bool second) const;

    std::vector<Row> m_rows;
    Metrics m_a, m_b;
    QString m_nameA, m_nameB;
};

class WholeLists : public QWidget {
    Q_OBJECT
  public:
    explicit WholeLists(QWidget* parent = nullptr);
    void setRuns(const wb::RunRow* a, const wb::RunRow* b);
    WholeListsModel* model() const { return m_model; }

  private:
    WholeListsModel* m_model;
    QTableView* m_table;
    QLabel *m_note, *m_missing, *m_empty;
    QStackedWidget* m_stack;
};
