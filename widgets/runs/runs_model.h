// The runs of the store as a table, and the filter over it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QPalette>
#include <QSortFilterProxyModel>
#include <functional>
#include <optional>
#include <vector>

#include "experiment/method.h"
#include "experiment/store.h"
#include "runs/filter_expression.h"

class RunsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        NumberColumn,
        StateColumn,
        NameColumn,
        DatasetColumn,
        MethodsColumn,
        RecallColumn,
        NdcgColumn,
        ChanceColumn,
        DurationColumn,
        SeedColumn,
        TagsColumn,
        NoteColumn,
        CreatedColumn,
        ColumnCount
    };
    enum class Edit { name, tags, note };
    static constexpr int RunIdRole = Qt::UserRole + 1;

    explicit RunsModel(const wb::Registry* registry, QObject* parent = nullptr);

    /// Changes as few rows as it can, so that selection, scroll position and an open editor stay.
    void setRuns(std::vector<wb::RunRow> runs);
    const std::vector<wb::RunRow>& runs() const { return m_runs; }
    const wb::RunRow* find(qint64 run) const;
    QModelIndex indexOf(qint64 run, int column = NameColumn) const;
    void setPalette(const QPalette& palette);
    /// Called when a cell was edited in place; the model changes only when the store has.
    void setEditor(std::function<void(qint64 run, Edit what, const QString& text)> editor) {
        m_editor = std::move(editor);
    }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    /// Words a person may type: "qwen, seed 3" is stored as "qwen, seed 3".
    static QStringList tagsFromText(const QString& text);
    static QString tagsText(const wb::RunRow& run);

  private:
    QVariant raw(const wb::RunRow& run, int column) const;
    QString display(const wb::RunRow& run, int column) const;
    QString toolTip(const wb::RunRow& run, int column) const;

    const wb::Registry* m_registry;
    std::vector<wb::RunRow> m_runs;
    std::function<void(qint64, Edit, const QString&)> m_editor;
    QPalette m_palette;
};

/// Text or expression, and a state; runs without a value sort behind those with one in both directions.
class RunsFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit RunsFilter(QObject* parent = nullptr);
    /// Words that must all be found, or an expression. Returns a sentence when the expression has a mistake; the
    /// filter then stays as it was.
    QString setText(const QString& text);
    void setStatus(std::optional<wb::RunStatus> status);
    static QStringList expressionNames();

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    QVariant valueOf(const wb::RunRow& run, int row, const QString& name) const;
    QStringList m_words;
    std::optional<FilterExpression> m_expression;
    std::optional<wb::RunStatus> m_status;
};
