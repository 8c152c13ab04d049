// The Experiment page: choose data, methods and modes, see what is wrong, start. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "common/app_context.h"
#include "dataset/prepared.h"
#include "experiment/config.h"
#include "run_client/run_queue.h"

class Card;
class DatasetChoice;
class ListsChoice;
class MessageBar;
class MethodCard;
class ParamForm;
class QButtonGroup;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class Selection;

class ExperimentPage : public QWidget {
    Q_OBJECT
  public:
    ExperimentPage(AppContext* context, Selection* selection, RunQueue* queue, QWidget* parent = nullptr);

    wb::ExperimentRequest request() const;
    void setRequest(const wb::ExperimentRequest& request, const QString& name = {});
    const std::vector<wb::Problem>& problems() const { return m_problems; }
    QString commandLine() const;

  public Q_SLOTS:
    void refresh();
    void start();                                   ///< F5: checks, stores the run, hands it to the queue
    void startSample();                             ///< one click: the sample pipeline with defaults
    void loadRun(qint64 run);                       ///< fills the form with a stored run's config
    void useDataset(const wb::PreparedInfo& info);  ///< chooses it in the form
    void useModel(const QString& languageModel);    ///< chooses it and the reranker that reads prompts with it

  Q_SIGNALS:
    void runStarted(qint64 run);
    void importRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void makeCards(QWidget* parent);
    QWidget* makeSide();
    void arrange();
    void edited();
    void check();
    void updateSide(const wb::Resolution& found);
    void showFirstProblem();
    void setTask(const std::string& task);
    std::string task() const;
    bool usesRetrieval() const;
    bool usesRerank() const;
    bool takesLists() const;  ///< of an earlier run: stage 1 is not trained
    void launch(const wb::ExperimentRequest& request, const QString& name);

    AppContext* m_context;
    Selection* m_selection;
    RunQueue* m_queue;
    QTimer m_check;
    std::vector<wb::Problem> m_problems;

    MessageBar* m_message;
    QScrollArea* m_scroll;
    QGridLayout* m_grid;
    QWidget* m_welcome;
    Card *m_dataCard, *m_taskCard, *m_candidateCard, *m_jobCard;
    MethodCard *m_retrieval, *m_rerank;
    DatasetChoice* m_data;
    ListsChoice* m_lists;
    ParamForm *m_candidates, *m_job;
    QButtonGroup* m_tasks;
    QLineEdit *m_name, *m_tags;
    QLabel *m_summary, *m_warnings;
    QPushButton *m_start, *m_goToProblem;
    QPlainTextEdit *m_command, *m_json;
    int m_columns = 0;
    bool m_stale = true;
    std::string m_candidateFields;
};
