// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/runs_page.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

#include "common/background.h"
#include "common/message_bar.h"
#include "common/table_tools.h"
#include "experiment/search_result.h"
#include "runs/run_details.h"
#include "runs/run_text.h"

namespace {

constexpr int trashEntry = -2, everyState = -1;

/// A change of the store that can be taken back; both directions are given as functions.
class StoreCommand : public QUndoCommand {
  public:
    StoreCommand(const QString& text, std::function<void()> redo, std::function<void()> undo)
        : QUndoCommand(text), m_redo(std::move(redo)), m_undo(std::move(undo)) {}
    void redo() override { m_redo(); }
    void undo() override { m_undo(); }

  private:
    std::function<void()> m_redo, m_undo;
};

}  // namespace

RunsPage::RunsPage(AppContext* context, Selection* selection, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_selection(selection),
      m_model(new RunsModel(context->registry, this)),
      m_filter(new RunsFilter(this)),
      m_undo(new QUndoStack(this)),
      m_bar(new MessageBar(this)),
      m_barTimer(new QTimer(this)),
      m_poll(new QTimer(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new QTableView(this)),
      m_details(new RunDetails(context->registry, this)) {
    setObjectName(QStringLiteral("runs_page"));
    m_model->setPalette(palette());
    m_model->setEditor([this](qint64 run, RunsModel::Edit what, const QString& text) { editRun(run, what, text); });
    m_filter->setSourceModel(m_model);
    m_undo->setUndoLimit(100);
    m_barTimer->setSingleShot(true);
    m_barTimer->setInterval(10000);
    connect(m_barTimer, &QTimer::timeout, m_bar, &MessageBar::clear);
    m_poll->setInterval(3000);
    connect(m_poll, &QTimer::timeout, this, &RunsPage::refresh);

    makeTable();
    auto* actions = makeActions();
    auto* newRun = new QPushButton(tr("Run the sample"), this);
    newRun->setObjectName(QStringLiteral("new_experiment"));
    connect(newRun, &QPushButton::clicked, this, &RunsPage::newRunRequested);
    auto* clear = new QPushButton(tr("Clear filters"), this);
    clear->setObjectName(QStringLiteral("clear_filters"));
    connect(clear, &QPushButton::clicked, this, &RunsPage::clearFilters);
    m_stack->addWidget(m_table);
    m_stack->addWidget(makeEmpty(QStringLiteral("no_runs"), tr("No runs yet"),
                                 tr("Every experiment that was started in this workspace will be listed here."),
                                 newRun));
    m_stack->addWidget(makeEmpty(QStringLiteral("no_match"), tr("No runs match"),
                                 tr("The filter hides every run of this workspace."), clear));

    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("runs_splitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeFilterLine());
    layout->addWidget(actions);
    layout->addWidget(m_bar);
    layout->addWidget(splitter, 1);
    setTabOrder(m_text, m_status);

    connect(m_selection, &Selection::runsChanged, this, &RunsPage::refresh);
    connect(m_selection, &Selection::currentRunChanged, this, &RunsPage::selectRun);
    updateState();
}

QWidget* RunsPage::makeFilterLine() {
    auto* line = new QWidget(this);
    m_text = new QLineEdit(line);
    m_text->setObjectName(QStringLiteral("runs_filter"));
    m_text->setPlaceholderText(tr("Filter: words, or ndcg@10 > 0.2 and method ~ bert4rec"));
    m_text->setClearButtonEnabled(true);
    m_text->setAccessibleName(tr("Filter of the runs"));
    m_text->setToolTip(tr("Words are searched in all columns. An expression compares %1.")
                           .arg(RunsFilter::expressionNames().join(QStringLiteral(", "))));
    m_status = new QComboBox(line);
    m_status->setObjectName(QStringLiteral("runs_status"));
    m_status->setAccessibleName(tr("State of the runs"));
    m_status->addItem(tr("All states"), everyState);
    for (const auto status :
         {wb::RunStatus::queued, wb::RunStatus::running, wb::RunStatus::finished, wb::RunStatus::stopped,
          wb::RunStatus::failed, wb::RunStatus::diverged, wb::RunStatus::interrupted})
        m_status->addItem(run_text::statusIcon(status, palette()), run_text::statusWord(status),
                          static_cast<int>(status));
    m_status->addItem(tr("In the trash"), trashEntry);
    m_count = new QLabel(line);
    m_count->setObjectName(QStringLiteral("runs_count"));
    m_filterProblem = new QLabel(line);
    m_filterProblem->setObjectName(QStringLiteral("runs_filter_problem"));
    m_filterProblem->setWordWrap(true);
    m_filterProblem->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(m_text, 1);
    row->addWidget(m_status);
    row->addWidget(m_count);
    auto* layout = new QVBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_filterProblem);
    connect(m_text, &QLineEdit::textChanged, this, &RunsPage::applyFilter);
    connect(m_status, &QComboBox::currentIndexChanged, this, [this] {
        applyFilter();
        refresh();
    });
    auto* find = new QAction(tr("Filter runs"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, [this] {
        m_text->setFocus();
        m_text->selectAll();
    });
    addAction(find);
    return line;
}

QAction* RunsPage::addRunAction(const QString& name, const QString& text, const QKeySequence& shortcut,
                                const std::function<void()>& slot) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    return action;
}

QWidget* RunsPage::makeActions() {
    const auto first = [this] {
        const auto runs = selectedRuns();
        return runs.isEmpty() ? qint64{0} : runs.first();
    };
    m_open = addRunAction(QStringLiteral("open_run"), tr("Open in Inspector"), {},
                          [this, first] { Q_EMIT openRun(first()); });
    m_compare = addRunAction(QStringLiteral("compare_runs"), tr("Compare"), QKeySequence(Qt::CTRL | Qt::Key_Return),
                             [this] { compareSelected(); });
    m_resume =
        addRunAction(QStringLiteral("resume_run"), tr("Resume"), {}, [this, first] { Q_EMIT resumeRun(first()); });
    m_duplicate = addRunAction(QStringLiteral("duplicate_run"), tr("Duplicate into Experiment"),
                               QKeySequence(Qt::CTRL | Qt::Key_D), [this, first] { Q_EMIT duplicateRun(first()); });
    m_rename = addRunAction(QStringLiteral("rename_run"), tr("Rename"), QKeySequence(Qt::Key_F2),
                            [this] { editColumn(RunsModel::NameColumn); });
    m_tags = addRunAction(QStringLiteral("tag_run"), tr("Tags"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T),
                          [this] { editColumn(RunsModel::TagsColumn); });
    m_note = addRunAction(QStringLiteral("note_run"), tr("Note"), {}, [this] { editColumn(RunsModel::NoteColumn); });
    m_delete =
        addRunAction(QStringLiteral("delete_run"), tr("Delete"), QKeySequence::Delete, [this] { deleteSelected(); });
    auto* undo = m_undo->createUndoAction(this, tr("Undo"));
    undo->setObjectName(QStringLiteral("undo_runs"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    auto* redo = m_undo->createRedoAction(this, tr("Redo"));
    redo->setObjectName(QStringLiteral("redo_runs"));
    redo->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
    redo->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(undo);
    addAction(redo);

    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    for (QAction* action : {m_open, m_compare, m_resume, m_duplicate, m_rename, m_tags, m_note, m_delete}) {
        auto* button = new QToolButton(line);
        button->setObjectName(action->objectName() + QStringLiteral("_button"));
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    row->addStretch(1);
    return line;
}

void RunsPage::makeTable() {
    m_table->setObjectName(QStringLiteral("runs_table"));
    m_table->setModel(m_filter);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::CreatedColumn, Qt::DescendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 10);
    m_table->horizontalHeader()->setSectionsMovable(true);
    m_table->horizontalHeader()->setStretchLastSection(true);
    // The note last: it is the text that can use the room.
    m_table->horizontalHeader()->moveSection(RunsModel::CreatedColumn, RunsModel::TagsColumn);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    table_tools::enableCopy(m_table);
    connect(m_table->horizontalHeader(), &QWidget::customContextMenuRequested, this, &RunsPage::showColumnMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RunsPage::showTableMenu);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (!(index.flags() & Qt::ItemIsEditable)) Q_EMIT openRun(index.data(RunsModel::RunIdRole).toLongLong());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const auto runs = selectedRuns();
        // Only a person's choice is one: rows that move while the page is refreshed, or unseen, choose nothing.
        if (runs.size() == 1 && !m_refreshing && isVisible()) m_selection->setCurrentRun(runs.first());
        m_details->showRun(m_context->workspace.store_file(), runs.size() == 1 ? runs.first() : 0);
        updateState();
    });
}

QWidget* RunsPage::makeEmpty(const QString& name, const QString& headline, const QString& text, QPushButton* button) {
    auto* page = new QWidget(this);
    page->setObjectName(name);
    auto* title = new QLabel(QStringLiteral("<h3>%1</h3>").arg(headline.toHtmlEscaped()), page);
    title->setAlignment(Qt::AlignCenter);
    auto* body = new QLabel(text, page);
    body->setAlignment(Qt::AlignCenter);
    body->setWordWrap(true);
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(title);
    layout->addWidget(body);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return page;
}

void RunsPage::selectRun(qint64 run) {
    // By its first column: a later one could scroll the state out of sight.
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(run, RunsModel::NumberColumn));
    if (!index.isValid() || selectedRuns().contains(run)) return;
    m_table->selectionModel()->setCurrentIndex(index,
                                               QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

QList<qint64> RunsPage::selectedRuns() const {
    QList<qint64> runs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        runs << index.data(RunsModel::RunIdRole).toLongLong();
    return runs;
}

bool RunsPage::inTrash() const {
    return m_status->currentData().toInt() == trashEntry;
}

void RunsPage::refresh() {
    if (!m_context->store) return;
    if (m_reading) {
        m_readAgain = true;
        return;
    }
    m_reading = true;
    const bool trash = inTrash();
    runInBackground(
        this,
        [file = m_context->workspace.store_file(), trash] {
            wb::Store store(file);
            if (!store.read_only()) store.mark_interrupted();
            auto runs = store.list_runs(trash);
            wb::keep_test_of_chosen(store, runs);
            if (trash) std::erase_if(runs, [](const wb::RunRow& run) { return !run.deleted; });
            return runs;
        },
        [this, trash](std::vector<wb::RunRow> runs) {
            m_reading = false;
            if (trash != inTrash())
                m_readAgain = true;
            else {
                m_loaded = true;
                const QScopedValueRollback<bool> guard(m_refreshing, true);
                m_model->setRuns(std::move(runs));
                const bool first = !m_columnsSized && m_model->rowCount() > 0;
                if (first) {
                    m_columnsSized = true;
                    sizeColumns();
                    selectRun(m_selection->currentRun());
                }
                updateState();
            }
            if (std::exchange(m_readAgain, false)) refresh();
        },
        [this](const QString& problem) {
            m_reading = false;
            m_bar->showMessage(MessageBar::Kind::error, tr("The runs could not be read."), problem);
        });
}

void RunsPage::sizeColumns() {
    table_tools::fitColumns(m_table);
    // It stands in the middle of its column, between a number at the right and a text at the left.
    m_table->setColumnWidth(RunsModel::SeedColumn, m_table->columnWidth(RunsModel::SeedColumn) + 12);
    // Names give way before the table has to be scrolled; the whole of one is in its tool tip.
    const int em = fontMetrics().averageCharWidth();
    const int note = m_table->horizontalHeader()->sectionSizeHint(RunsModel::NoteColumn);
    int others = 0;
    for (int column = 0; column < RunsModel::ColumnCount; ++column)
        if (column != RunsModel::NoteColumn && !m_table->isColumnHidden(column))
            others += m_table->columnWidth(column);
    int missing = others + std::max(note, em * 8) - m_table->viewport()->width();
    for (const int column : {RunsModel::NameColumn, RunsModel::MethodsColumn, RunsModel::TagsColumn}) {
        const int width = m_table->columnWidth(column);
        const int less = std::clamp(missing, 0, std::max(0, width - em * 12));
        m_table->setColumnWidth(column, width - less);
        missing -= less;
    }
}

void RunsPage::clearFilters() {
    m_text->clear();
    m_status->setCurrentIndex(0);
}

void RunsPage::applyFilter() {
    const QString problem = m_filter->setText(m_text->text());
    m_filterProblem->setText(problem);
    m_filterProblem->setVisible(!problem.isEmpty());
    const int status = m_status->currentData().toInt();
    m_filter->setStatus(status >= 0 ? std::optional(static_cast<wb::RunStatus>(status)) : std::nullopt);
    updateState();
}

void RunsPage::updateState() {
    const int shown = m_filter->rowCount(), all = m_model->rowCount();
    const bool filtered = m_text && (!m_text->text().isEmpty() || m_status->currentData().toInt() != everyState);
    m_stack->setCurrentIndex(shown > 0 || !m_loaded ? 0 : filtered ? 2 : 1);
    const QString count = shown == all ? tr("Runs: %1").arg(all) : tr("Runs: %1 of %2").arg(shown).arg(all);
    if (m_count) m_count->setText(count);
    m_table->setAccessibleName(shown == all ? tr("Runs, rows: %1").arg(all)
                                            : tr("Runs, %1 rows, filtered from %2").arg(shown).arg(all));
    const auto runs = selectedRuns();
    const bool one = runs.size() == 1, trash = m_status && inTrash();
    const wb::RunRow* run = one ? m_model->find(runs.first()) : nullptr;
    const bool resumable = run && (run->status == wb::RunStatus::stopped || run->status == wb::RunStatus::failed ||
                                   run->status == wb::RunStatus::interrupted);
    m_open->setEnabled(one && !trash);
    m_compare->setEnabled(runs.size() >= 2 && !trash);
    m_compare->setToolTip(runs.size() >= 2 ? QString() : tr("Select two or more runs to compare them."));
    m_resume->setEnabled(resumable && !trash);
    m_resume->setToolTip(tr("Stopped, failed and interrupted runs can go on from their last checkpoint."));
    m_duplicate->setEnabled(one);
    for (QAction* action : {m_rename, m_tags, m_note}) action->setEnabled(one && !trash);
    m_delete->setEnabled(!runs.isEmpty());
    m_delete->setText(trash ? tr("Restore") : tr("Delete"));
}

void RunsPage::compareSelected() {
    const auto runs = selectedRuns();
    if (runs.size() < 2) return;
    m_selection->setComparedRuns(runs);
    Q_EMIT compareRequested();
}

void RunsPage::editColumn(int column) {
    const auto runs = selectedRuns();
    if (runs.size() != 1) return;
    m_table->setColumnHidden(column, false);
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(runs.first(), column));
    m_table->scrollTo(index);
    m_table->setCurrentIndex(index);
    m_table->edit(index);
}

void RunsPage::editRun(qint64 run, RunsModel::Edit what, const QString& text) {
    const wb::RunRow* row = m_model->find(run);
    if (!row) return;
    using Change = std::function<void(wb::Store&)>;
    switch (what) {
        case RunsModel::Edit::name:
            change(tr("rename run %1").arg(run),
                   Change([run, now = text.toStdString()](wb::Store& store) { store.set_name(run, now); }),
                   Change([run, old = row->name](wb::Store& store) { store.set_name(run, old); }), {run});
            break;
        case RunsModel::Edit::note:
            change(tr("note of run %1").arg(run),
                   Change([run, now = text.toStdString()](wb::Store& store) { store.set_note(run, now); }),
                   Change([run, old = row->note](wb::Store& store) { store.set_note(run, old); }), {run});
            break;
        case RunsModel::Edit::tags: {
            std::vector<std::string> tags;
            for (const QString& tag : RunsModel::tagsFromText(text)) tags.push_back(tag.toStdString());
            change(tr("tags of run %1").arg(run),
                   Change([run, tags](wb::Store& store) { store.set_tags(run, tags); }),
                   Change([run, old = row->tags](wb::Store& store) { store.set_tags(run, old); }), {run});
            break;
        }
    }
}

void RunsPage::deleteSelected() {
    const auto runs = selectedRuns();
    if (runs.isEmpty()) return;
    const bool trash = inTrash();
    if (!trash) {
        for (const qint64 id : runs) {
            const wb::RunRow* run = m_model->find(id);
            if (run && run->status == wb::RunStatus::running) {
                m_bar->showMessage(MessageBar::Kind::warning, tr("Run %1 is still running.").arg(id),
                                   tr("Stop it first, then delete it."));
                return;
            }
        }
    }
    const auto mark = [runs](bool deleted) {
        return [runs, deleted](wb::Store& store) {
            for (const qint64 run : runs) store.set_deleted(run, deleted);
        };
    };
    const int count = static_cast<int>(runs.size());
    change(trash ? tr("restore runs") : tr("delete runs"), mark(!trash), mark(trash), runs);
    const QString done =
        count == 1 ? (trash ? tr("Run %1 was restored.") : tr("Run %1 was moved to the trash.")).arg(runs[0])
        : trash    ? tr("%n runs were restored.", nullptr, count)
                   : tr("%n runs were moved to the trash.", nullptr, count);
    m_bar->showMessage(MessageBar::Kind::info, done);
    const int index = m_undo->index();
    m_bar->setAction(tr("Undo"), [this, index] {
        if (m_undo->index() == index) m_undo->undo();
    });
    m_barTimer->start();
}

void RunsPage::change(const QString& text, const std::function<void(wb::Store&)>& redo,
                      const std::function<void(wb::Store&)>& undo, const QList<qint64>& runs) {
    const auto apply = [this, runs](const std::function<void(wb::Store&)>& action) {
        try {
            action(*m_context->store);
        } catch (const wb::UserError& error) {
            m_bar->showError(error);
        } catch (const std::exception& error) {
            m_bar->showMessage(MessageBar::Kind::error, tr("The change could not be stored."),
                               QString::fromUtf8(error.what()));
        }
        rereadRows(runs);
        m_selection->announceRunsChanged();
    };
    m_undo->push(new StoreCommand(
        text, [apply, redo] { apply(redo); }, [apply, undo] { apply(undo); }));
}

/// The edited rows at once, so that the table answers before the background read does.
void RunsPage::rereadRows(const QList<qint64>& runs) {
    auto rows = m_model->runs();
    for (const qint64 id : runs) {
        const auto now = m_context->store->find_run(id);
        const auto place = std::find_if(rows.begin(), rows.end(), [id](const auto& row) { return row.id == id; });
        if (place == rows.end()) continue;
        if (now && now->deleted == inTrash()) {
            std::vector<wb::RunRow> fresh{*now};
            wb::keep_test_of_chosen(*m_context->store, fresh);
            *place = std::move(fresh.front());
        } else {
            rows.erase(place);
        }
    }
    m_model->setRuns(std::move(rows));
    updateState();
}

void RunsPage::showTableMenu(const QPoint& position) {
    QMenu* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_open, m_compare, m_resume, m_duplicate});
    menu->addSeparator();
    menu->addActions({m_rename, m_tags, m_note});
    menu->addSeparator();
    menu->addAction(m_delete);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void RunsPage::showColumnMenu(const QPoint& position) {
    QMenu* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 0; column < RunsModel::ColumnCount; ++column) {
        auto* action = menu->addAction(m_model->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        action->setEnabled(column != RunsModel::NameColumn);
        connect(action, &QAction::toggled, this, [this, column](bool on) { m_table->setColumnHidden(column, !on); });
    }
    menu->popup(m_table->horizontalHeader()->mapToGlobal(position));
}

void RunsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
    m_poll->start();
}

void RunsPage::hideEvent(QHideEvent* event) {
    m_poll->stop();
    QWidget::hideEvent(event);
}

void RunsPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) m_model->setPalette(palette());
    QWidget::changeEvent(event);
}
