// The Runs page: every run of the store. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "common/app_context.h"
#include "common/selection.h"
#include "runs/runs_model.h"

class MessageBar;
class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;
class QUndoStack;
class RunDetails;

class RunsPage : public QWidget {
    Q_OBJECT
  public:
    RunsPage(AppContext* context, Selection* selection, QWidget* parent = nullptr);
    QUndoStack* undoStack() const { return m_undo; }
    QList<qint64> selectedRuns() const;
    void selectRun(qint64 run);

  public Q_SLOTS:
    /// Reads the store in the background; the table keeps selection and scroll position.
    void refresh();
    void clearFilters();

  Q_SIGNALS:
    void openRun(qint64 run);
    void resumeRun(qint64 run);
    void duplicateRun(qint64 run);
    void compareRequested();
    /// The button of the empty page.
    void newRunRequested();

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* makeFilterLine();
    QWidget* makeActions();
    void makeTable();
    QWidget* makeEmpty(const QString& name, const QString& headline, const QString& text, QPushButton* button);
    QAction* addRunAction(const QString& name, const QString& text, const QKeySequence& shortcut,
                          const std::function<void()>& slot);
    void applyFilter();
    void sizeColumns();
    void updateState();
    void showTableMenu(const QPoint& position);
    void showColumnMenu(const QPoint& position);
    void compareSelected();
    void deleteSelected();
    void editColumn(int column);
    void editRun(qint64 run, RunsModel::Edit what, const QString& text);
    void change(const QString& text, const std::function<void(wb::Store&)>& redo,
                const std::function<void(wb::Store&)>& undo, const QList<qint64>& runs);
    void rereadRows(const QList<qint64>& runs);
    bool inTrash() const;

    AppContext* m_context;
    Selection* m_selection;
    RunsModel* m_model;
    RunsFilter* m_filter;
    QUndoStack* m_undo;
    MessageBar* m_bar;
    QTimer* m_barTimer;
    QTimer* m_poll;
    QLineEdit* m_text = nullptr;
    QComboBox* m_status = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_filterProblem = nullptr;
    QStackedWidget* m_stack;
    QTableView* m_table;
    RunDetails* m_details;
    QAction *m_open = nullptr, *m_compare = nullptr, *m_resume = nullptr, *m_duplicate = nullptr, *m_rename = nullptr,
            *m_tags = nullptr, *m_note = nullptr, *m_delete = nullptr;
    bool m_loaded = false, m_reading = false, m_readAgain = false, m_columnsSized = false, m_refreshing = false;
};
