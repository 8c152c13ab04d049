<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi_VN" sourcelanguage="en">
<context>
    <name>AnswerView</name>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Đã dừng.</translation>
    </message>
    <message>
        <source>Loading the model of run %1...</source>
        <translation>Đang nạp mô hình của lượt chạy %1...</translation>
    </message>
</context>
<context>
    <name>BarDelegate</name>
    <message>
        <source>retrieval %1 · place %2</source>
        <translation>truy xuất %1 · vị trí %2</translation>
    </message>
    <message>
        <source>place %1</source>
        <translation>vị trí %1</translation>
    </message>
</context>
<context>
    <name>CandidateBars</name>
    <message>
        <source>Candidates</source>
        <translation>Ứng viên</translation>
    </message>
    <message>
        <source>Candidates as a table</source>
        <translation>Bảng các ứng viên</translation>
    </message>
    <message>
        <source>Order of the candidates</source>
        <translation>Thứ tự của các ứng viên</translation>
    </message>
    <message>
        <source>Value of the bars</source>
        <translation>Giá trị của các thanh</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Bảng</translation>
    </message>
    <message>
        <source>Show the candidates as a table (Ctrl+T)</source>
        <translation>Hiện các ứng viên dưới dạng bảng (Ctrl+T)</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sắp xếp theo</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>xác suất</translation>
    </message>
    <message>
        <source>score</source>
        <translation>điểm</translation>
    </message>
    <message>
        <source>place in the list</source>
        <translation>vị trí trong danh sách</translation>
    </message>
    <message>
        <source>retrieval rank</source>
        <translation>hạng truy xuất</translation>
    </message>
    <message>
        <source>probability, log scale</source>
        <translation>xác suất, thang log</translation>
    </message>
    <message>
        <source>┆ 1/n = %1</source>
        <translation>┆ 1/n = %1</translation>
    </message>
    <message>
        <source>This method gives scores, no probabilities.</source>
        <translation>Phương pháp này cho điểm, không cho xác suất.</translation>
    </message>
</context>
<context>
    <name>CandidatesModel</name>
    <message>
        <source>Item %1</source>
        <translation>Mục %1</translation>
    </message>
    <message>
        <source>The true item</source>
        <translation>Mục đúng</translation>
    </message>
    <message>
        <source>Probability %1</source>
        <translation>Xác suất %1</translation>
    </message>
    <message>
        <source>Score %1</source>
        <translation>Điểm %1</translation>
    </message>
    <message>
        <source>Rank %1, place %2 in the scored list</source>
        <translation>Hạng %1, vị trí %2 trong danh sách được chấm điểm</translation>
    </message>
    <message>
        <source>Retrieval rank %1</source>
        <translation>Hạng truy xuất %1</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Không có ảnh</translation>
    </message>
    <message>
        <source>probability %1</source>
        <translation>xác suất %1</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>điểm %1</translation>
    </message>
    <message>
        <source>Candidate %1, %2, %3, rank %4</source>
        <translation>Ứng viên %1, %2, %3, hạng %4</translation>
    </message>
    <message>
        <source>%1, true item</source>
        <translation>%1, mục đúng</translation>
    </message>
    <message>
        <source>&lt; %1</source>
        <translation>&lt; %1</translation>
    </message>
</context>
<context>
    <name>CandidatesTable</name>
    <message>
        <source>GT</source>
        <translation>GT</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Hạng</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>True item</source>
        <translation>Mục đúng</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Xác suất</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Điểm</translation>
    </message>
    <message>
        <source>Retrieval rank</source>
        <translation>Hạng truy xuất</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Vị trí</translation>
    </message>
</context>
<context>
    <name>ColumnChoice</name>
    <message>
        <source>User</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Điểm đánh giá</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Thời điểm</translation>
    </message>
    <message>
        <source>Column of the %1</source>
        <comment>user, item, rating or time</comment>
        <translation>Cột của: %1</translation>
    </message>
    <message>
        <source>choose...</source>
        <translation>hãy chọn...</translation>
    </message>
    <message>
        <source>none</source>
        <translation>không có</translation>
    </message>
    <message>
        <source>Column %1</source>
        <translation>Cột %1</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Curves</source>
        <translation>Đường cong</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Độ đo</translation>
    </message>
    <message>
        <source>Settings that differ</source>
        <translation>Thiết lập khác nhau</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Compared runs</source>
        <translation>Các lượt chạy được so sánh</translation>
    </message>
    <message>
        <source>★</source>
        <translation>★</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Phương pháp</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Tập dữ liệu</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>B makes the selected run the baseline</source>
        <translation>Phím B lấy lượt chạy đang chọn làm mốc so sánh</translation>
    </message>
    <message>
        <source>Add a run</source>
        <translation>Thêm một lượt chạy</translation>
    </message>
    <message>
        <source>Make baseline</source>
        <translation>Lấy làm mốc so sánh</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Bỏ ra</translation>
    </message>
    <message>
        <source>Export CSV...</source>
        <translation>Xuất CSV...</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Chuỗi số liệu</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Trục ngang</translation>
    </message>
    <message>
        <source>by step</source>
        <translation>theo bước</translation>
    </message>
    <message>
        <source>by epoch</source>
        <translation>theo epoch</translation>
    </message>
    <message>
        <source>by time</source>
        <translation>theo thời gian</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Làm mượt</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>Thang log</translation>
    </message>
    <message>
        <source>Overlaid runs</source>
        <translation>Các lượt chạy vẽ chồng</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Giai đoạn</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Phần dữ liệu</translation>
    </message>
    <message>
        <source>test</source>
        <translation>kiểm tra</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>xác thực</translation>
    </message>
    <message>
        <source>Comparing user by user</source>
        <translation>Đang so sánh từng người dùng</translation>
    </message>
    <message>
        <source>Metrics against the baseline</source>
        <translation>Độ đo so với mốc so sánh</translation>
    </message>
    <message>
        <source>Users whose true item moved most, by reciprocal rank. Enter opens a user in the Inspector.</source>
        <translation>Những người dùng có mục đúng dịch chuyển nhiều nhất, tính theo nghịch đảo thứ hạng. Nhấn Enter để mở người dùng trong trang Phân tích.</translation>
    </message>
    <message>
        <source>Gains and losses by user</source>
        <translation>Phần được và phần mất theo người dùng</translation>
    </message>
    <message numerus="yes">
        <source>At most %n runs are compared at once.</source>
        <translation>
            <numerusform>Mỗi lần so sánh được nhiều nhất %n lượt chạy.</numerusform>
        </translation>
    </message>
    <message>
        <source>The first ones are shown.</source>
        <translation>Các lượt chạy đầu tiên được hiển thị.</translation>
    </message>
    <message>
        <source>The runs could not be read.</source>
        <translation>Không đọc được các lượt chạy.</translation>
    </message>
    <message>
        <source>No other runs</source>
        <translation>Không còn lượt chạy nào khác</translation>
    </message>
    <message>
        <source>Add run...</source>
        <translation>Thêm lượt chạy...</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Choose two or more runs&lt;/h3&gt;Select them on the Runs page and press Compare, or add them one by one above.</source>
        <translation>&lt;h3&gt;Hãy chọn từ hai lượt chạy trở lên&lt;/h3&gt;Chọn chúng ở trang Lượt chạy rồi nhấn So sánh, hoặc thêm từng lượt ở phía trên.</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Add one more&lt;/h3&gt;A comparison needs a second run.</source>
        <translation>&lt;h3&gt;Hãy thêm một lượt chạy nữa&lt;/h3&gt;Cần lượt chạy thứ hai để so sánh.</translation>
    </message>
    <message>
        <source>The baseline</source>
        <translation>Mốc so sánh</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>mốc so sánh</translation>
    </message>
    <message>
        <source>compared run</source>
        <translation>lượt chạy được so sánh</translation>
    </message>
    <message>
        <source>%1 (not trained)</source>
        <translation>%1 (chưa huấn luyện)</translation>
    </message>
    <message>
        <source>2, reranking</source>
        <translation>2, xếp hạng lại</translation>
    </message>
    <message>
        <source>1, retrieval</source>
        <translation>1, truy xuất</translation>
    </message>
    <message>
        <source>none in common</source>
        <translation>không có giai đoạn chung</translation>
    </message>
    <message>
        <source>The settings of %1 could not be read: %2</source>
        <translation>Không đọc được thiết lập của %1: %2</translation>
    </message>
    <message>
        <source>All settings are the same.</source>
        <translation>Mọi thiết lập đều giống nhau.</translation>
    </message>
    <message>
        <source>Settings that differ: %1</source>
        <translation>Số thiết lập khác nhau: %1</translation>
    </message>
    <message>
        <source>None of these runs has this series.</source>
        <translation>Không lượt chạy nào trong số này có chuỗi số liệu đó.</translation>
    </message>
    <message>
        <source>The curves could not be read.</source>
        <translation>Không đọc được các đường cong.</translation>
    </message>
    <message>
        <source>Not comparable: the runs have no stage with results in common.</source>
        <translation>Không so sánh được: các lượt chạy không có giai đoạn nào cùng có kết quả.</translation>
    </message>
    <message>
        <source>The runs could not be compared.</source>
        <translation>Không so sánh được các lượt chạy.</translation>
    </message>
    <message>
        <source>Baseline ★ %1 · paired by user, users: %2 · permutation test, Holm over the table</source>
        <translation>Mốc so sánh ★ %1 · ghép cặp theo người dùng, số người dùng: %2 · kiểm định hoán vị, hiệu chỉnh Holm trên cả bảng</translation>
    </message>
    <message>
        <source>Export the table</source>
        <translation>Xuất bảng</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Bảng (*.csv)</translation>
    </message>
    <message>
        <source>Not comparable: %1 was made on other data or another split than %2 (the fingerprints differ).</source>
        <translation>Không so sánh được: %1 được tạo từ dữ liệu khác hoặc cách chia khác với %2 (dấu vân dữ liệu khác nhau).</translation>
    </message>
    <message>
        <source>Not comparable: %1 has no results per user for this stage and split.</source>
        <translation>Không so sánh được: %1 không có kết quả theo người dùng cho giai đoạn và phần dữ liệu này.</translation>
    </message>
    <message>
        <source>%1 % of the users are missing in %2 or %3; the users of both are compared.</source>
        <translation>%1 % số người dùng không có trong %2 hoặc %3; chỉ so sánh những người dùng có ở cả hai.</translation>
    </message>
    <message>
        <source>Not comparable: %1 % of the users are missing in %2 or %3.</source>
        <translation>Không so sánh được: %1 % số người dùng không có trong %2 hoặc %3.</translation>
    </message>
    <message>
        <source>Not comparable: %1 ranks %2 candidates per user and %3 ranks %4.</source>
        <translation>Không so sánh được: %1 xếp hạng %2 ứng viên cho mỗi người dùng, còn %3 xếp hạng %4 ứng viên.</translation>
    </message>
    <message>
        <source>Not comparable: %1 and %2 rank different candidates. Lists follow the candidate seed, the mode and, in retrieval mode, the retriever.</source>
        <translation>Không so sánh được: %1 và %2 xếp hạng các ứng viên khác nhau. Danh sách phụ thuộc vào seed của ứng viên, chế độ và, ở chế độ truy xuất, bộ truy xuất.</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>bị mất</translation>
    </message>
    <message>
        <source>better</source>
        <translation>tốt hơn</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>kém hơn</translation>
    </message>
    <message>
        <source>no evidence</source>
        <translation>chưa đủ bằng chứng</translation>
    </message>
    <message>
        <source>not informative</source>
        <translation>không có ý nghĩa</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>không so sánh được</translation>
    </message>
    <message>
        <source>not trained</source>
        <translation>chưa huấn luyện</translation>
    </message>
    <message>
        <source>The baseline %1 has no results per user for this stage and split.</source>
        <translation>Mốc so sánh %1 không có kết quả theo người dùng cho giai đoạn và phần dữ liệu này.</translation>
    </message>
    <message>
        <source>%1 is marked as not trained; it is left out of significance.</source>
        <translation>%1 được đánh dấu là chưa huấn luyện nên không được xét mức ý nghĩa.</translation>
    </message>
    <message>
        <source>Users whose true item retrieval did not deliver count with a place behind the list in the means of: %1.</source>
        <translation>Những người dùng có mục đúng không được truy xuất ra được tính với một vị trí sau danh sách trong trung bình của: %1.</translation>
    </message>
    <message>
        <source>%1 Compare it on the validation split.</source>
        <translation>%1 Hãy so sánh trên tập xác thực.</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>It was there already with the same content.</source>
        <translation>Tập này đã có sẵn với cùng nội dung.</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>Các tập dữ liệu</translation>
    </message>
    <message>
        <source>Import data...</source>
        <translation>Nhập dữ liệu...</translation>
    </message>
    <message>
        <source>A folder or files; or drop them anywhere on this page (Ctrl+I)</source>
        <translation>Một thư mục hoặc các tệp; cũng có thể thả chúng vào bất kỳ đâu trên trang này (Ctrl+I)</translation>
    </message>
    <message>
        <source>Use sample</source>
        <translation>Dùng dữ liệu mẫu</translation>
    </message>
    <message>
        <source>Makes the built-in catalogue: a few hundred users and items with pictures and texts</source>
        <translation>Tạo danh mục có sẵn: vài trăm người dùng và mục kèm ảnh và văn bản</translation>
    </message>
    <message>
        <source>No data yet: drop a folder or CSV here</source>
        <translation>Chưa có dữ liệu: hãy thả một thư mục hoặc tệp CSV vào đây</translation>
    </message>
    <message>
        <source>MovieLens, Amazon reviews, RecBole, sequences, ready splits, or any table with a user and an item column. What is found is shown before anything is stored.</source>
        <translation>MovieLens, đánh giá Amazon, RecBole, chuỗi, dữ liệu đã chia sẵn, hoặc bất kỳ bảng nào có cột người dùng và cột mục. Những gì tìm thấy được hiện ra trước khi lưu bất cứ thứ gì.</translation>
    </message>
    <message>
        <source>Use in an experiment</source>
        <translation>Dùng trong thí nghiệm</translation>
    </message>
    <message>
        <source>Reading the dataset...</source>
        <translation>Đang đọc tập dữ liệu...</translation>
    </message>
    <message>
        <source>Reading the dataset</source>
        <translation>Đang đọc tập dữ liệu</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Tổng quan</translation>
    </message>
    <message>
        <source>Items and pictures</source>
        <translation>Mục và ảnh</translation>
    </message>
    <message>
        <source>Prepare the data</source>
        <translation>Chuẩn bị dữ liệu</translation>
    </message>
    <message>
        <source>Search items</source>
        <translation>Tìm mục</translation>
    </message>
    <message>
        <source>The datasets of the workspace cannot be listed.</source>
        <translation>Không liệt kê được các tập dữ liệu của không gian làm việc.</translation>
    </message>
    <message>
        <source>%1 users, %2 items, %3 interactions</source>
        <translation>%1 người dùng, %2 mục, %3 tương tác</translation>
    </message>
    <message>
        <source>%1 % have a picture</source>
        <translation>%1 % có ảnh</translation>
    </message>
    <message>
        <source>being prepared</source>
        <translation>đang được chuẩn bị</translation>
    </message>
    <message>
        <source>to be prepared</source>
        <translation>chờ chuẩn bị</translation>
    </message>
    <message>
        <source>Import: %1</source>
        <comment>name of a dataset</comment>
        <translation>Nhập: %1</translation>
    </message>
    <message>
        <source>%1 users, %2 items, %3 interactions · %4 · fingerprint %5</source>
        <translation>%1 người dùng, %2 mục, %3 tương tác · %4 · dấu vân tay %5</translation>
    </message>
    <message>
        <source>The dataset cannot be read.</source>
        <translation>Không đọc được tập dữ liệu.</translation>
    </message>
    <message>
        <source>The stored pictures cannot be used.</source>
        <translation>Không dùng được các ảnh đã lưu.</translation>
    </message>
</context>
<context>
    <name>DataTexts</name>
    <message>
        <source>As read</source>
        <translation>Như đã đọc</translation>
    </message>
    <message>
        <source>Lowest rating</source>
        <translation>Điểm đánh giá thấp nhất</translation>
    </message>
    <message>
        <source>Only items with a title</source>
        <translation>Chỉ mục có tiêu đề</translation>
    </message>
    <message>
        <source>Only items with a picture</source>
        <translation>Chỉ mục có ảnh</translation>
    </message>
    <message>
        <source>Enough per user and per item</source>
        <translation>Đủ cho mỗi người dùng và mỗi mục</translation>
    </message>
    <message>
        <source>Looking at the files...</source>
        <translation>Đang xem các tệp...</translation>
    </message>
    <message>
        <source>Reading the interactions...</source>
        <translation>Đang đọc các tương tác...</translation>
    </message>
    <message>
        <source>Reading the items...</source>
        <translation>Đang đọc các mục...</translation>
    </message>
    <message>
        <source>Filtering...</source>
        <translation>Đang lọc...</translation>
    </message>
    <message>
        <source>Splitting...</source>
        <translation>Đang chia dữ liệu...</translation>
    </message>
    <message>
        <source>Checking the data...</source>
        <translation>Đang kiểm tra dữ liệu...</translation>
    </message>
    <message>
        <source>Downloading pictures...</source>
        <translation>Đang tải ảnh...</translation>
    </message>
    <message>
        <source>Reading pictures...</source>
        <translation>Đang đọc ảnh...</translation>
    </message>
    <message>
        <source>Importing...</source>
        <translation>Đang nhập...</translation>
    </message>
    <message>
        <source>Making the sample...</source>
        <translation>Đang tạo dữ liệu mẫu...</translation>
    </message>
    <message>
        <source>Writing the dataset...</source>
        <translation>Đang ghi tập dữ liệu...</translation>
    </message>
    <message>
        <source>Drawing candidate lists...</source>
        <translation>Đang lấy mẫu danh sách ứng viên...</translation>
    </message>
    <message>
        <source>Finishing...</source>
        <translation>Đang hoàn tất...</translation>
    </message>
    <message>
        <source>ready split, not filtered</source>
        <translation>đã chia sẵn, không lọc</translation>
    </message>
    <message>
        <source>rating ≥ %1, user ≥ %2, item ≥ %3</source>
        <translation>điểm ≥ %1, người dùng ≥ %2, mục ≥ %3</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name of a dataset, its filter</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1, random split</source>
        <comment>bounds of a filter</comment>
        <translation>%1, chia ngẫu nhiên</translation>
    </message>
</context>
<context>
    <name>DatasetChoice</name>
    <message>
        <source>Import my data...</source>
        <translation>Nhập dữ liệu của tôi...</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Tập dữ liệu</translation>
    </message>
    <message>
        <source>Sample catalogue</source>
        <translation>Danh mục mẫu</translation>
    </message>
    <message>
        <source>%1 (rating ≥ %2, user ≥ %3, item ≥ %4)</source>
        <translation>%1 (đánh giá ≥ %2, người dùng ≥ %3, mục ≥ %4)</translation>
    </message>
    <message>
        <source>%1 (not in this workspace)</source>
        <translation>%1 (không có trong không gian làm việc này)</translation>
    </message>
    <message>
        <source>%1 users, %2 items, %3 interactions. %4 items have a picture, %5 a caption, %6 a summary.</source>
        <translation>%1 người dùng, %2 mục, %3 tương tác. %4 mục có ảnh, %5 mục có chú thích ảnh, %6 mục có tóm tắt.</translation>
    </message>
    <message>
        <source>A few hundred users and items with pictures, titles and captions, made from a seed in a second or two when the run starts. Nothing is downloaded.</source>
        <translation>Vài trăm người dùng và mục kèm ảnh, tiêu đề và chú thích, được sinh từ một seed trong một hai giây khi lượt chạy bắt đầu. Không phải tải gì về.</translation>
    </message>
    <message>
        <source>This dataset is not prepared in this workspace. Import it, or choose another one.</source>
        <translation>Tập dữ liệu này chưa được chuẩn bị trong không gian làm việc này. Hãy nhập nó, hoặc chọn tập khác.</translation>
    </message>
</context>
<context>
    <name>DatasetFigures</name>
    <message>
        <source>interactions of a user</source>
        <translation>số tương tác của một người dùng</translation>
    </message>
    <message>
        <source>users</source>
        <translation>số người dùng</translation>
    </message>
    <message>
        <source>interactions of an item</source>
        <translation>số tương tác của một mục</translation>
    </message>
    <message>
        <source>items</source>
        <translation>số mục</translation>
    </message>
    <message>
        <source>rank of an item</source>
        <translation>thứ hạng của mục</translation>
    </message>
    <message>
        <source>interactions</source>
        <translation>số tương tác</translation>
    </message>
    <message>
        <source>month</source>
        <translation>tháng</translation>
    </message>
    <message>
        <source>part of an item</source>
        <translation>thành phần của mục</translation>
    </message>
    <message>
        <source>title</source>
        <translation>tiêu đề</translation>
    </message>
    <message>
        <source>text</source>
        <translation>văn bản</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>ảnh</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>chú thích ảnh</translation>
    </message>
    <message>
        <source>summary</source>
        <translation>tóm tắt</translation>
    </message>
    <message>
        <source>share of the items, %</source>
        <translation>tỉ lệ mục, %</translation>
    </message>
</context>
<context>
    <name>DifferencesModel</name>
    <message>
        <source>Setting</source>
        <translation>Thiết lập</translation>
    </message>
</context>
<context>
    <name>DownloadLine</name>
    <message>
        <source>Progress of the download</source>
        <translation>Tiến độ tải về</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Asking the hub for its files</source>
        <translation>Đang hỏi kho về các tệp</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 trên %3</translation>
    </message>
    <message>
        <source>%1, %2 a second, %3 left</source>
        <translation>%1, %2 mỗi giây, còn %3</translation>
    </message>
</context>
<context>
    <name>EntropyView</name>
    <message>
        <source>How even the probabilities are</source>
        <translation>Các xác suất đều đến mức nào</translation>
    </message>
    <message>
        <source>normalised entropy (1 = uniform)</source>
        <translation>entropy chuẩn hoá (1 = đều)</translation>
    </message>
    <message>
        <source>lists</source>
        <translation>danh sách</translation>
    </message>
    <message>
        <source>Filled: %1.</source>
        <translation>Cột tô: %1.</translation>
    </message>
    <message>
        <source>lists before</source>
        <translation>danh sách lần trước</translation>
    </message>
    <message>
        <source>Outlined: the validation before (%1).</source>
        <translation>Đường viền: lần xác thực trước (%1).</translation>
    </message>
    <message>
        <source>This run kept no probabilities of its validations.</source>
        <translation>Lượt chạy này không giữ xác suất của các lần xác thực.</translation>
    </message>
    <message>
        <source>The entropy of all lists appears here with the first validation of stage 2.</source>
        <translation>Entropy của mọi danh sách hiện ở đây sau lần xác thực đầu tiên của giai đoạn 2.</translation>
    </message>
    <message>
        <source>Validation that is shown</source>
        <translation>Lần xác thực đang hiện</translation>
    </message>
    <message>
        <source>Drag back to see earlier validations; at the right end new ones are followed.</source>
        <translation>Kéo lùi để xem các lần xác thực trước; ở đầu bên phải thì theo các lần mới.</translation>
    </message>
</context>
<context>
    <name>EpochModel</name>
    <message>
        <source>The best of all epochs so far.</source>
        <translation>Tốt nhất trong mọi epoch cho đến nay.</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoch</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Hàm mất mát huấn luyện</translation>
    </message>
    <message>
        <source>Mean loss of the epoch&apos;s updates. Lower is better.</source>
        <translation>Hàm mất mát trung bình qua các lần cập nhật của epoch. Càng thấp càng tốt.</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Giây</translation>
    </message>
    <message>
        <source>%1 on the validation items. Higher is better.</source>
        <translation>%1 trên các mục xác thực. Càng cao càng tốt.</translation>
    </message>
    <message>
        <source>%1 on the validation items. Lower is better.</source>
        <translation>%1 trên các mục xác thực. Càng thấp càng tốt.</translation>
    </message>
    <message>
        <source>%1 on the validation items: 1 where all candidates are equally probable, 0 where one has everything.</source>
        <translation>%1 trên các mục xác thực: 1 khi mọi ứng viên có xác suất bằng nhau, 0 khi một ứng viên có tất cả.</translation>
    </message>
</context>
<context>
    <name>ExperimentPage</name>
    <message>
        <source>See it work first</source>
        <translation>Xem thử trước đã</translation>
    </message>
    <message>
        <source>The sample trains a retriever and a small reranker on a built-in catalogue, and opens the results when it is done. Nothing is downloaded.</source>
        <translation>Bộ mẫu huấn luyện một bộ truy xuất và một bộ xếp hạng lại nhỏ trên danh mục có sẵn, rồi mở kết quả khi xong. Không phải tải gì về.</translation>
    </message>
    <message>
        <source>Run the sample</source>
        <translation>Chạy bộ mẫu</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Tập dữ liệu</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Huấn luyện</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Ứng viên</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>không bắt buộc</translation>
    </message>
    <message>
        <source>optional, with commas between</source>
        <translation>không bắt buộc, cách nhau bằng dấu phẩy</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Nhãn</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>Bắt đầu chạy</translation>
    </message>
    <message>
        <source>Starts this experiment (F5)</source>
        <translation>Bắt đầu thí nghiệm này (F5)</translation>
    </message>
    <message>
        <source>Show the first</source>
        <translation>Xem vấn đề đầu tiên</translation>
    </message>
    <message>
        <source>Both stages on the built-in catalogue, with defaults</source>
        <translation>Cả hai giai đoạn trên danh mục có sẵn, với giá trị mặc định</translation>
    </message>
    <message>
        <source>Command line that does the same</source>
        <translation>Dòng lệnh làm cùng việc này</translation>
    </message>
    <message>
        <source>The complete configuration as JSON</source>
        <translation>Toàn bộ cấu hình dưới dạng JSON</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Dòng lệnh</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Both stages</source>
        <translation>Cả hai giai đoạn</translation>
    </message>
    <message>
        <source>Retriever only</source>
        <translation>Chỉ bộ truy xuất</translation>
    </message>
    <message>
        <source>Reranker only</source>
        <translation>Chỉ bộ xếp hạng lại</translation>
    </message>
    <message>
        <source>Filled with the settings of run %1.</source>
        <translation>Đã điền theo thiết lập của lượt chạy %1.</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>Thêm vào hàng đợi</translation>
    </message>
    <message>
        <source>✓ Ready to start</source>
        <translation>✓ Sẵn sàng bắt đầu</translation>
    </message>
    <message>
        <source>⚠ Problems: %1</source>
        <translation>⚠ Số vấn đề: %1</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Bộ mẫu</translation>
    </message>
    <message>
        <source>The run cannot start.</source>
        <translation>Không bắt đầu được lượt chạy.</translation>
    </message>
</context>
<context>
    <name>FigurePlot</name>
    <message>
        <source>Table</source>
        <translation>Bảng</translation>
    </message>
    <message>
        <source>Show the numbers as a table (Ctrl+T)</source>
        <translation>Hiện các số thành bảng (Ctrl+T)</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n values, highest %2</source>
        <translation>
            <numerusform>%1: %n giá trị, cao nhất %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>place in a plot, value</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>FilterExpression</name>
    <message>
        <source>&quot;%1&quot; is not expected here.</source>
        <translation>Không thể có &quot;%1&quot; ở chỗ này.</translation>
    </message>
    <message>
        <source>The sign %1 has no meaning in a filter.</source>
        <translation>Dấu %1 không có ý nghĩa trong bộ lọc.</translation>
    </message>
    <message>
        <source>The filter is nested too deeply.</source>
        <translation>Bộ lọc lồng nhau quá nhiều tầng.</translation>
    </message>
    <message>
        <source>A closing parenthesis is missing.</source>
        <translation>Thiếu dấu đóng ngoặc.</translation>
    </message>
    <message>
        <source>The filter ends too early: a name is missing.</source>
        <translation>Bộ lọc kết thúc quá sớm: thiếu một tên cột.</translation>
    </message>
    <message>
        <source>A name is expected where &quot;%1&quot; stands.</source>
        <translation>Chỗ của &quot;%1&quot; phải là một tên cột.</translation>
    </message>
    <message>
        <source>There is no column &quot;%1&quot;. Known are: %2.</source>
        <translation>Không có cột &quot;%1&quot;. Các cột có thể dùng: %2.</translation>
    </message>
    <message>
        <source>After &quot;%1&quot; a comparison such as &gt; is missing.</source>
        <translation>Sau &quot;%1&quot; thiếu một phép so sánh, chẳng hạn &gt;.</translation>
    </message>
    <message>
        <source>After &quot;%1 %2&quot; a value is missing.</source>
        <translation>Sau &quot;%1 %2&quot; thiếu một giá trị.</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>in order</source>
        <translation>ổn</translation>
    </message>
    <message>
        <source>worth knowing</source>
        <translation>nên biết</translation>
    </message>
    <message>
        <source>look at this</source>
        <translation>cần xem lại</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>how serious a finding is, the finding</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>GainsModel</name>
    <message>
        <source>User</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>Rank in the baseline</source>
        <translation>Hạng ở mốc so sánh</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Hạng</translation>
    </message>
    <message>
        <source>Gain in reciprocal rank</source>
        <translation>Mức tăng nghịch đảo thứ hạng</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>Item %1</source>
        <translation>Mục %1</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>place in the history, title</comment>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message numerus="yes">
        <source>History of the user, oldest first, %Ln items</source>
        <translation>
            <numerusform>Lịch sử của người dùng, cũ nhất trước, %Ln mục</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message>
        <source>Skip bad lines and go on</source>
        <translation>Bỏ qua dòng lỗi và tiếp tục</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation>Đã dừng. Không có gì bị thay đổi.</translation>
    </message>
    <message>
        <source>Folder with the raw data</source>
        <translation>Thư mục chứa dữ liệu thô</translation>
    </message>
    <message>
        <source>Raw data files</source>
        <translation>Các tệp dữ liệu thô</translation>
    </message>
    <message>
        <source>An import is running.</source>
        <translation>Đang nhập dữ liệu.</translation>
    </message>
    <message>
        <source>Wait for its end, or stop it, and drop the files again.</source>
        <translation>Hãy đợi nhập xong, hoặc dừng lại, rồi thả các tệp lần nữa.</translation>
    </message>
    <message>
        <source>The pictures are noted.</source>
        <translation>Đã ghi nhận các ảnh.</translation>
    </message>
    <message>
        <source>Now drop or choose the folder or the files with the interactions.</source>
        <translation>Bây giờ hãy thả hoặc chọn thư mục hay các tệp chứa tương tác.</translation>
    </message>
    <message>
        <source>The files cannot be looked at.</source>
        <translation>Không xem được các tệp.</translation>
    </message>
    <message>
        <source>⚠ %1, line %2: %3</source>
        <translation>⚠ %1, dòng %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>and %n more among the first rows</source>
        <translation>
            <numerusform>và %n dòng nữa trong các hàng đầu</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to prepare yet.</source>
        <translation>Chưa có gì để chuẩn bị.</translation>
    </message>
    <message>
        <source>Choose the folder or the files that hold the interactions, or drop them here.</source>
        <translation>Hãy chọn thư mục hoặc các tệp chứa tương tác, hoặc thả chúng vào đây.</translation>
    </message>
    <message>
        <source>Starting...</source>
        <translation>Đang bắt đầu...</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Đang dừng...</translation>
    </message>
    <message>
        <source>Drop a folder or files here, or choose them.</source>
        <translation>Hãy thả một thư mục hoặc các tệp vào đây, hoặc chọn chúng.</translation>
    </message>
    <message>
        <source>Looking at the files...</source>
        <translation>Đang xem các tệp...</translation>
    </message>
    <message>
        <source>Recognised as: %1</source>
        <translation>Nhận dạng là: %1</translation>
    </message>
    <message>
        <source>How to prepare it</source>
        <translation>Cách chuẩn bị</translation>
    </message>
    <message>
        <source>What to import</source>
        <translation>Dữ liệu cần nhập</translation>
    </message>
    <message>
        <source>Choose folder...</source>
        <translation>Chọn thư mục...</translation>
    </message>
    <message>
        <source>Choose files...</source>
        <translation>Chọn tệp...</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>Các hàng đầu</translation>
    </message>
    <message>
        <source>First rows of the data</source>
        <translation>Các hàng đầu của dữ liệu</translation>
    </message>
    <message>
        <source>Stop at the first</source>
        <translation>Dừng ở dòng đầu tiên</translation>
    </message>
    <message>
        <source>Skip and count them</source>
        <translation>Bỏ qua và đếm</translation>
    </message>
    <message>
        <source>Lines that cannot be read:</source>
        <translation>Những dòng không đọc được:</translation>
    </message>
    <message>
        <source>What is left after every step</source>
        <translation>Những gì còn lại sau mỗi bước</translation>
    </message>
    <message>
        <source>Progress of the import</source>
        <translation>Tiến độ nhập dữ liệu</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>Chuẩn bị</translation>
    </message>
    <message>
        <source>Reads, filters, splits and stores the data (Ctrl+P)</source>
        <translation>Đọc, lọc, chia và lưu dữ liệu (Ctrl+P)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Give the new one another name, or replace the old one.</source>
        <translation>Hãy đặt tên khác cho bộ mới, hoặc thay bộ cũ.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Thay bộ cũ</translation>
    </message>
</context>
<context>
    <name>ImportSettings</name>
    <message>
        <source>Pictures named by the raw id of their item, for example 50.jpg. Drop the folder here. Pictures beside the files, in a folder “images” or “posters”, are found without it.</source>
        <translation>Ảnh được đặt tên theo mã gốc của mục, ví dụ 50.jpg. Có thể thả thư mục vào đây. Ảnh nằm cạnh các tệp, trong thư mục “images” hoặc “posters”, được tìm thấy mà không cần khai báo.</translation>
    </message>
    <message>
        <source>Leave out items without a title</source>
        <translation>Loại các mục không có tiêu đề</translation>
    </message>
    <message>
        <source>Before the filters count, as published work on these data sets does.</source>
        <translation>Trước khi các bộ lọc đếm, như các công trình đã công bố trên những tập dữ liệu này.</translation>
    </message>
    <message>
        <source>when a run needs them</source>
        <translation>khi lượt chạy cần</translation>
    </message>
    <message>
        <source>Length of the candidate lists that are drawn and stored now, the true item included, so that every method is measured on the same lists. 0: a run draws those it needs.</source>
        <translation>Độ dài của các danh sách ứng viên được lấy mẫu và lưu ngay, kể cả mục đúng, để mọi phương pháp được đo trên cùng các danh sách. 0: lượt chạy tự lấy mẫu khi cần.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Picture folder</source>
        <translation>Thư mục ảnh</translation>
    </message>
    <message>
        <source>Folder with the pictures</source>
        <translation>Thư mục chứa ảnh</translation>
    </message>
    <message>
        <source>Candidate lists</source>
        <translation>Danh sách ứng viên</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Chọn...</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>không bắt buộc</translation>
    </message>
    <message>
        <source>How candidates are drawn</source>
        <translation>Cách lấy mẫu ứng viên</translation>
    </message>
    <message>
        <source>any item</source>
        <translation>mục bất kỳ</translation>
    </message>
    <message>
        <source>popular items rather</source>
        <translation>ưu tiên mục phổ biến</translation>
    </message>
    <message>
        <source>The items beside the true one: all equally likely, or by their number of training interactions. Popular ones are harder to tell from the true item.</source>
        <translation>Các mục bên cạnh mục đúng: mọi mục có khả năng như nhau, hoặc theo số tương tác huấn luyện. Mục phổ biến khó phân biệt với mục đúng hơn.</translation>
    </message>
    <message>
        <source>What each picture shows, by raw item id: JSON lines, or a CSV whose header has item_id and caption.</source>
        <translation>Mỗi ảnh cho thấy gì, theo mã gốc của mục: các dòng JSON, hoặc tệp CSV có tiêu đề item_id và caption.</translation>
    </message>
    <message>
        <source>A semantic summary of each item, by raw item id: JSON lines, or a CSV whose header has item_id and summary.</source>
        <translation>Tóm tắt ngữ nghĩa của từng mục, theo mã gốc của mục: các dòng JSON, hoặc tệp CSV có tiêu đề item_id và summary.</translation>
    </message>
    <message>
        <source>Store all pictures for methods that see</source>
        <translation>Lưu mọi ảnh cho các phương pháp dùng ảnh</translation>
    </message>
    <message>
        <source>Decodes every picture once, makes it small and keeps all of them in one file. Pictures that cannot be used are counted.</source>
        <translation>Giải mã mỗi ảnh một lần, thu nhỏ và giữ tất cả trong một tệp. Những ảnh không dùng được sẽ được đếm.</translation>
    </message>
    <message>
        <source>Download pictures that are only linked</source>
        <translation>Tải những ảnh chỉ có liên kết</translation>
    </message>
    <message>
        <source>From the addresses in the data, at most ten a second. What was downloaded is kept, dead hosts are left alone, and Stop keeps what is there.</source>
        <translation>Từ các địa chỉ trong dữ liệu, tối đa mười ảnh mỗi giây. Ảnh đã tải được giữ lại, máy chủ không phản hồi được bỏ qua, và khi dừng, những gì đã có vẫn còn.</translation>
    </message>
    <message>
        <source>Texts by item (*.jsonl *.json *.csv *.tsv *.gz)</source>
        <translation>Văn bản theo mục (*.jsonl *.json *.csv *.tsv *.gz)</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Chú thích ảnh</translation>
    </message>
    <message>
        <source>File with captions</source>
        <translation>Tệp chú thích ảnh</translation>
    </message>
    <message>
        <source>Summaries</source>
        <translation>Tóm tắt</translation>
    </message>
    <message>
        <source>File with summaries</source>
        <translation>Tệp tóm tắt</translation>
    </message>
    <message>
        <source>Text of an item</source>
        <translation>Văn bản của mục</translation>
    </message>
    <message>
        <source>What a method that reads texts is given of an item, in this order.</source>
        <translation>Những gì một phương pháp đọc văn bản nhận được về mục, theo thứ tự này.</translation>
    </message>
    <message>
        <source>title</source>
        <translation>tiêu đề</translation>
    </message>
    <message>
        <source>brand</source>
        <translation>nhãn hiệu</translation>
    </message>
    <message>
        <source>categories</source>
        <translation>danh mục</translation>
    </message>
    <message>
        <source>description</source>
        <translation>mô tả</translation>
    </message>
    <message>
        <source>A user&apos;s interactions are split into test, validation and training.</source>
        <translation>Tương tác của mỗi người dùng được chia cho kiểm tra, kiểm định và huấn luyện.</translation>
    </message>
    <message>
        <source>Give 3 or more.</source>
        <translation>Hãy nhập 3 trở lên.</translation>
    </message>
</context>
<context>
    <name>InspectorPage</name>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Giai đoạn</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Phần dữ liệu</translation>
    </message>
    <message>
        <source>test</source>
        <translation>kiểm tra</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>xác thực</translation>
    </message>
    <message>
        <source>Filter of the users</source>
        <translation>Bộ lọc người dùng</translation>
    </message>
    <message>
        <source>User, or gt_rank &gt; 5 and entropy &gt; 0.9</source>
        <translation>Người dùng, hoặc gt_rank &gt; 5 and entropy &gt; 0.9</translation>
    </message>
    <message>
        <source>Part of a user&apos;s id, or an expression over %1.</source>
        <translation>Một phần mã người dùng, hoặc một biểu thức trên %1.</translation>
    </message>
    <message>
        <source>History of the user, oldest first</source>
        <translation>Lịch sử của người dùng, cũ nhất trước</translation>
    </message>
    <message>
        <source>The same user in other runs</source>
        <translation>Cùng người dùng này trong các lượt chạy khác</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Hạng</translation>
    </message>
    <message>
        <source>p(true)</source>
        <translation>p(đúng)</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Phương pháp</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Lịch sử</translation>
    </message>
    <message>
        <source>Other runs</source>
        <translation>Lượt chạy khác</translation>
    </message>
    <message>
        <source>The same user in other runs on the same data</source>
        <translation>Cùng người dùng này trong các lượt chạy khác trên cùng dữ liệu</translation>
    </message>
    <message>
        <source>Run the sample</source>
        <translation>Chạy bộ mẫu</translation>
    </message>
    <message>
        <source>Next user</source>
        <translation>Người dùng sau</translation>
    </message>
    <message>
        <source>Previous user</source>
        <translation>Người dùng trước</translation>
    </message>
    <message>
        <source>Filter users</source>
        <translation>Lọc người dùng</translation>
    </message>
    <message>
        <source>The dataset of this run (%1) is not in the workspace as it was. Numbers are shown instead of titles. Prepare it again with the same settings.</source>
        <translation>Tập dữ liệu của lượt chạy này (%1) không còn nguyên trong không gian làm việc. Các số được hiện thay cho tiêu đề. Hãy chuẩn bị lại nó với cùng thiết lập.</translation>
    </message>
    <message>
        <source>The runs could not be read.</source>
        <translation>Không đọc được các lượt chạy.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>Chưa có kết quả</translation>
    </message>
    <message>
        <source>When a run has been evaluated, every user can be looked at here: how probable the reranker finds each candidate, and where the true item stands.</source>
        <translation>Khi một lượt chạy đã được đánh giá, có thể xem từng người dùng ở đây: bộ xếp hạng lại cho mỗi ứng viên xác suất bao nhiêu, và mục đúng đứng ở đâu.</translation>
    </message>
    <message>
        <source>2, reranking</source>
        <translation>2, xếp hạng lại</translation>
    </message>
    <message>
        <source>1, retrieval</source>
        <translation>1, truy xuất</translation>
    </message>
    <message>
        <source>The results could not be read.</source>
        <translation>Không đọc được các kết quả.</translation>
    </message>
    <message>
        <source>No per-user results in this run</source>
        <translation>Lượt chạy này không có kết quả theo người dùng</translation>
    </message>
    <message>
        <source>They are saved when a run is evaluated. Run %1 has none for stage %2 on the %3 split.</source>
        <translation>Chúng được lưu khi lượt chạy được đánh giá. Lượt chạy %1 không có kết quả nào cho giai đoạn %2 trên phần %3.</translation>
    </message>
    <message>
        <source>Titles and pictures are missing.</source>
        <translation>Thiếu tiêu đề và ảnh.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>name of a filter, number of users</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Users: %1</source>
        <translation>Người dùng: %1</translation>
    </message>
    <message>
        <source>No users match the filter</source>
        <translation>Không người dùng nào khớp bộ lọc</translation>
    </message>
    <message>
        <source>Users: %1 of %2</source>
        <translation>Người dùng: %1 trên %2</translation>
    </message>
    <message>
        <source>Users, %1 of %2</source>
        <translation>Người dùng, %1 trên %2</translation>
    </message>
    <message>
        <source>checkpoint: best validation</source>
        <translation>checkpoint: xác thực tốt nhất</translation>
    </message>
    <message>
        <source>users: %1</source>
        <translation>người dùng: %1</translation>
    </message>
    <message>
        <source>not trained</source>
        <translation>chưa huấn luyện</translation>
    </message>
    <message>
        <source>The candidates of this user could not be read.</source>
        <translation>Không đọc được các ứng viên của người dùng này.</translation>
    </message>
    <message>
        <source>History (%1)</source>
        <translation>Lịch sử (%1)</translation>
    </message>
    <message>
        <source>&lt;b&gt;User %1&lt;/b&gt;: retrieval did not deliver the true item &lt;b&gt;%2&lt;/b&gt;, so reranking could not find it.</source>
        <translation>&lt;b&gt;Người dùng %1&lt;/b&gt;: bước truy xuất không đưa ra mục đúng &lt;b&gt;%2&lt;/b&gt;, nên xếp hạng lại không thể tìm thấy nó.</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>True item &lt;b&gt;%1&lt;/b&gt; %2</source>
        <translation>Mục đúng &lt;b&gt;%1&lt;/b&gt; %2</translation>
    </message>
    <message>
        <source>reciprocal rank %1</source>
        <translation>nghịch đảo thứ hạng %1</translation>
    </message>
    <message>
        <source>p %1 (%2 × uniform)</source>
        <translation>p %1 (%2 × đều)</translation>
    </message>
    <message>
        <source>entropy %1 (%2 % of ln %3)</source>
        <translation>entropy %1 (%2 % của ln %3)</translation>
    </message>
    <message>
        <source>&lt;b&gt;User %1&lt;/b&gt;: %2</source>
        <translation>&lt;b&gt;Người dùng %1&lt;/b&gt;: %2</translation>
    </message>
    <message>
        <source>%1 (shown)</source>
        <translation>%1 (đang xem)</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>bị mất</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Xóa bộ lọc</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>rank, length of the list</comment>
        <translation>%1 trên %2</translation>
    </message>
    <message numerus="yes">
        <source>Best placed of %Ln true items &lt;b&gt;%1&lt;/b&gt; %2</source>
        <translation>
            <numerusform>Hạng tốt nhất trong %Ln mục đúng: &lt;b&gt;%1&lt;/b&gt; %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Test results of a search</source>
        <translation>Kết quả kiểm tra của một đợt tìm kiếm</translation>
    </message>
    <message>
        <source>%1 Choose the validation split above.</source>
        <translation>%1 Hãy chọn tập xác thực ở trên.</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Câu nhắc</translation>
    </message>
    <message>
        <source>What the language model is asked, and how probable it finds each letter</source>
        <translation>Mô hình ngôn ngữ được hỏi gì, và nó thấy mỗi chữ cái có xác suất bao nhiêu</translation>
    </message>
</context>
<context>
    <name>ItemCard</name>
    <message>
        <source>Item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Close the item (Escape)</source>
        <translation>Đóng mục (Escape)</translation>
    </message>
    <message>
        <source>Close the item</source>
        <translation>Đóng mục</translation>
    </message>
    <message>
        <source>Often in the same history</source>
        <translation>Thường có trong cùng lịch sử</translation>
    </message>
    <message>
        <source>Items often in the same history</source>
        <translation>Các mục thường có trong cùng lịch sử</translation>
    </message>
    <message>
        <source>Item %1</source>
        <translation>Mục %1</translation>
    </message>
    <message>
        <source>%1 interactions, number %2 of %3 by popularity.</source>
        <translation>%1 tương tác, đứng thứ %2 trên %3 về độ phổ biến.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Mã</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Nhãn hiệu</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>Danh mục</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Văn bản</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Chú thích ảnh</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Tóm tắt</translation>
    </message>
    <message>
        <source>This item has no picture.</source>
        <translation>Mục này không có ảnh.</translation>
    </message>
    <message>
        <source>Reading the picture...</source>
        <translation>Đang đọc ảnh...</translation>
    </message>
    <message>
        <source>The picture cannot be read.</source>
        <translation>Không đọc được ảnh.</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <comment>number of users, title</comment>
        <translation>%1 × %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n users have both</source>
        <comment>title of an item</comment>
        <translation>
            <numerusform>%1: %n người dùng có cả hai</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ItemPanel</name>
    <message>
        <source>Click an item of the history or of a list: here you see what it is, and which items the model finds most like it.</source>
        <translation>Nhấn vào một mục trong lịch sử hoặc trong danh sách: ở đây sẽ hiện thông tin của mục đó và những mục mà mô hình thấy giống nó nhất.</translation>
    </message>
    <message>
        <source>By the cosine of the item vectors of stage 1: 1 = the same direction, 0 = nothing in common.</source>
        <translation>Theo cosin của các vectơ mục ở giai đoạn 1: 1 = cùng hướng, 0 = không có gì chung.</translation>
    </message>
    <message>
        <source>Nearest items</source>
        <translation>Mục gần nhất</translation>
    </message>
    <message>
        <source>Looking for the nearest items</source>
        <translation>Đang tìm các mục gần nhất</translation>
    </message>
    <message>
        <source>Nearest items by the model of run %1</source>
        <translation>Mục gần nhất theo mô hình của lượt chạy %1</translation>
    </message>
    <message>
        <source>It is not known which run&apos;s model made these lists. Choose the run that was trained as A.</source>
        <translation>Không biết mô hình của lượt chạy nào đã tạo ra các danh sách này. Hãy chọn lượt chạy đã huấn luyện làm A.</translation>
    </message>
    <message>
        <source>There is no other item in this dataset.</source>
        <translation>Tập dữ liệu này không có mục nào khác.</translation>
    </message>
</context>
<context>
    <name>ItemRowDelegate</name>
    <message>
        <source>✓ true item</source>
        <translation>✓ mục đúng</translation>
    </message>
</context>
<context>
    <name>ItemsModel</name>
    <message>
        <source>Item %1, %2, picture missing</source>
        <translation>Mục %1, %2, thiếu ảnh</translation>
    </message>
    <message>
        <source>Item %1, %2</source>
        <translation>Mục %1, %2</translation>
    </message>
</context>
<context>
    <name>ItemsView</name>
    <message>
        <source>Search by title or id (Ctrl+F)</source>
        <translation>Tìm theo tiêu đề hoặc mã (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search items</source>
        <translation>Tìm mục</translation>
    </message>
    <message>
        <source>Which items are shown</source>
        <translation>Những mục được hiện</translation>
    </message>
    <message>
        <source>All items</source>
        <translation>Tất cả các mục</translation>
    </message>
    <message>
        <source>With picture</source>
        <translation>Có ảnh</translation>
    </message>
    <message>
        <source>Without picture</source>
        <translation>Không có ảnh</translation>
    </message>
    <message>
        <source>Order of the items</source>
        <translation>Thứ tự các mục</translation>
    </message>
    <message>
        <source>In order of the catalogue</source>
        <translation>Theo thứ tự danh mục</translation>
    </message>
    <message>
        <source>Most popular first</source>
        <translation>Phổ biến nhất trước</translation>
    </message>
    <message>
        <source>No item matches.</source>
        <translation>Không mục nào khớp.</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Xóa bộ lọc</translation>
    </message>
    <message numerus="yes">
        <source>%n items</source>
        <translation>
            <numerusform>%n mục</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 items</source>
        <translation>%1 trên %2 mục</translation>
    </message>
</context>
<context>
    <name>ListsChoice</name>
    <message>
        <source>Lists of</source>
        <translation>Danh sách của</translation>
    </message>
    <message>
        <source>Stage 1 is not trained here: its lists are those of a finished run.</source>
        <translation>Giai đoạn 1 không được huấn luyện ở đây: các danh sách lấy từ một lượt chạy đã xong.</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>seed %1</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>Lượt chạy %1: %2</translation>
    </message>
    <message>
        <source>the newest (run %1)</source>
        <translation>mới nhất (lượt chạy %1)</translation>
    </message>
    <message>
        <source>the newest</source>
        <translation>mới nhất</translation>
    </message>
    <message>
        <source>no finished run</source>
        <translation>chưa có lượt chạy nào xong</translation>
    </message>
    <message>
        <source>The newest finished run; one of the same seed comes before others.</source>
        <translation>Lượt chạy đã xong mới nhất; lượt có cùng seed được ưu tiên.</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lượt chạy %1</translation>
    </message>
    <message>
        <source>Stage 1 has to be trained first: no finished run of %1 on this dataset has lists.</source>
        <translation>Cần huấn luyện giai đoạn 1 trước: chưa có lượt chạy nào của %1 trên bộ dữ liệu này đã xong và có danh sách.</translation>
    </message>
</context>
<context>
    <name>LiveRunPage</name>
    <message>
        <source>Nothing is running</source>
        <translation>Không có gì đang chạy</translation>
    </message>
    <message>
        <source>The loss, the metrics and the log of a run appear here while it works.</source>
        <translation>Hàm mất mát, các độ đo và nhật ký của lượt chạy hiện ra ở đây trong lúc nó làm việc.</translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation>Thí nghiệm mới</translation>
    </message>
    <message>
        <source>Open the last run</source>
        <translation>Mở lượt chạy gần nhất</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>The current batch ends, a checkpoint is written, and the run can be resumed (Shift+F5)</source>
        <translation>Lô hiện tại chạy xong, một checkpoint được ghi, và lượt chạy có thể được tiếp tục (Shift+F5)</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint (Ctrl+F5)</source>
        <translation>Chạy tiếp từ checkpoint cuối cùng (Ctrl+F5)</translation>
    </message>
    <message>
        <source>Inspect results</source>
        <translation>Phân tích kết quả</translation>
    </message>
    <message>
        <source>Progress of this phase</source>
        <translation>Tiến độ của bước này</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>Hàm mất mát huấn luyện</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Độ đo</translation>
    </message>
    <message>
        <source>Series of the second plot</source>
        <translation>Chuỗi số liệu của biểu đồ thứ hai</translation>
    </message>
    <message>
        <source>Metrics per epoch</source>
        <translation>Độ đo theo epoch</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Các epoch</translation>
    </message>
    <message>
        <source>Lowest level shown in the log</source>
        <translation>Mức thấp nhất được hiện trong nhật ký</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Tất cả</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Cảnh báo và lỗi</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Chỉ lỗi</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Nhật ký</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>cảnh báo</translation>
    </message>
    <message>
        <source>by step</source>
        <translation>theo bước</translation>
    </message>
    <message>
        <source>by epoch</source>
        <translation>theo epoch</translation>
    </message>
    <message>
        <source>by time</source>
        <translation>theo thời gian</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Trục ngang</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Độ mượt</translation>
    </message>
    <message>
        <source>no smoothing</source>
        <translation>không làm mượt</translation>
    </message>
    <message>
        <source>light smoothing</source>
        <translation>làm mượt nhẹ</translation>
    </message>
    <message>
        <source>medium smoothing</source>
        <translation>làm mượt vừa</translation>
    </message>
    <message>
        <source>strong smoothing</source>
        <translation>làm mượt mạnh</translation>
    </message>
    <message>
        <source>log scale</source>
        <translation>thang log</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Theo dõi</translation>
    </message>
    <message>
        <source>Show all points again and follow new ones (Home)</source>
        <translation>Hiện lại mọi điểm và theo dõi các điểm mới (Home)</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>Lượt chạy %1: %2</translation>
    </message>
    <message>
        <source>■ stopping</source>
        <translation>■ đang dừng</translation>
    </message>
    <message>
        <source>Another program works on this run; its points come from the store.</source>
        <translation>Một chương trình khác đang thực hiện lượt chạy này; các điểm được lấy từ kho lưu.</translation>
    </message>
    <message>
        <source>Waiting for the runs before it.</source>
        <translation>Đang chờ các lượt chạy trước nó.</translation>
    </message>
    <message>
        <source>Not started yet.</source>
        <translation>Chưa bắt đầu.</translation>
    </message>
    <message>
        <source>Worked for %1.</source>
        <translation>Đã chạy trong %1.</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Đang dừng...</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Bắt đầu</translation>
    </message>
    <message>
        <source>Stage 1</source>
        <translation>Giai đoạn 1</translation>
    </message>
    <message>
        <source>Stage 1: %1</source>
        <translation>Giai đoạn 1: %1</translation>
    </message>
    <message>
        <source>Stage 2</source>
        <translation>Giai đoạn 2</translation>
    </message>
    <message>
        <source>Stage 2: %1</source>
        <translation>Giai đoạn 2: %1</translation>
    </message>
    <message>
        <source>This stage has no points: it was not trained in this run.</source>
        <translation>Giai đoạn này không có điểm nào: nó không được huấn luyện trong lượt chạy này.</translation>
    </message>
    <message>
        <source>The loss appears here with the first update.</source>
        <translation>Hàm mất mát hiện ra ở đây từ lần cập nhật đầu tiên.</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>hàm mất mát</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Tốc độ học</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Chuẩn của gradient</translation>
    </message>
    <message>
        <source>Loss per epoch</source>
        <translation>Hàm mất mát theo epoch</translation>
    </message>
    <message>
        <source>Seconds per epoch</source>
        <translation>Số giây mỗi epoch</translation>
    </message>
    <message>
        <source>Validation metrics</source>
        <translation>Độ đo xác thực</translation>
    </message>
    <message>
        <source>Validation metrics appear here after the first epoch.</source>
        <translation>Độ đo xác thực hiện ra ở đây sau epoch đầu tiên.</translation>
    </message>
    <message>
        <source>The worker has not stopped yet.</source>
        <translation>Tiến trình chạy vẫn chưa dừng.</translation>
    </message>
    <message>
        <source>It may be in a long step. Ending it now loses what came after the last checkpoint.</source>
        <translation>Có thể nó đang ở một bước dài. Kết thúc ngay sẽ mất những gì có sau checkpoint cuối cùng.</translation>
    </message>
    <message>
        <source>End it now</source>
        <translation>Kết thúc ngay</translation>
    </message>
    <message>
        <source>This run was interrupted: its worker is gone.</source>
        <translation>Lượt chạy này bị gián đoạn: tiến trình chạy của nó không còn nữa.</translation>
    </message>
    <message>
        <source>Resume goes on from its last checkpoint.</source>
        <translation>Nhấn Tiếp tục để chạy tiếp từ checkpoint cuối cùng.</translation>
    </message>
    <message>
        <source>Warning.</source>
        <translation>Cảnh báo.</translation>
    </message>
    <message numerus="yes">
        <source>%n warnings.</source>
        <translation>
            <numerusform>%n cảnh báo.</numerusform>
        </translation>
    </message>
    <message>
        <source>Asked the worker to stop.</source>
        <translation>Đã yêu cầu tiến trình chạy dừng lại.</translation>
    </message>
    <message>
        <source>%1 items and the padding class</source>
        <translation>%1 mục và lớp đệm</translation>
    </message>
    <message>
        <source>Parts of the loss</source>
        <translation>Các phần của hàm mất mát</translation>
    </message>
    <message>
        <source>Loss: %1</source>
        <translation>Mất mát: %1</translation>
    </message>
    <message>
        <source>A user</source>
        <translation>Một người dùng</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropy</translation>
    </message>
</context>
<context>
    <name>LogModel</name>
    <message>
        <source>error</source>
        <translation>lỗi</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>cảnh báo</translation>
    </message>
    <message>
        <source>info</source>
        <translation>thông tin</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Thời gian</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Mức</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Thông báo</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Go to the run</source>
        <translation>Đến lượt chạy</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Tiến độ của lượt chạy</translation>
    </message>
    <message>
        <source>Workspace: %1</source>
        <translation>Không gian làm việc: %1</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Không có gì đang chạy</translation>
    </message>
    <message>
        <source>Run %1: stopping</source>
        <translation>Lượt chạy %1: đang dừng</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>Lượt chạy %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n lượt đang chờ</numerusform>
        </translation>
    </message>
    <message>
        <source>Run %1 was interrupted: its worker is gone.</source>
        <translation>Lượt chạy %1 bị gián đoạn: tiến trình chạy của nó không còn nữa.</translation>
    </message>
    <message>
        <source>It can go on from its last checkpoint, or stay as it is.</source>
        <translation>Có thể chạy tiếp từ checkpoint cuối cùng, hoặc để nguyên như vậy.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Folder of a workspace (an empty folder becomes a new one)</source>
        <translation>Thư mục của một không gian làm việc (thư mục trống sẽ thành không gian mới)</translation>
    </message>
    <message>
        <source>The workspace could not be opened in a new window.</source>
        <translation>Không mở được không gian làm việc trong cửa sổ mới.</translation>
    </message>
    <message>
        <source>Start the program with --workspace and the folder.</source>
        <translation>Hãy chạy chương trình với --workspace và thư mục đó.</translation>
    </message>
    <message>
        <source>The language changes when the program is started again.</source>
        <translation>Ngôn ngữ sẽ đổi khi chương trình được mở lại.</translation>
    </message>
    <message>
        <source>%1 – Rerank Workbench</source>
        <translation>%1 – Rerank Workbench</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Các trang</translation>
    </message>
    <message>
        <source>This workspace can only be read.</source>
        <translation>Không gian làm việc này chỉ đọc được.</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Ctrl+%2)</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>Thí nghiệm</translation>
    </message>
    <message>
        <source>Live run</source>
        <translation>Đang chạy</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Phân tích</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>So sánh</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Tệp</translation>
    </message>
    <message>
        <source>Open workspace...</source>
        <translation>Mở không gian làm việc...</translation>
    </message>
    <message>
        <source>Import my data...</source>
        <translation>Nhập dữ liệu của tôi...</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Thoát</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Chạy</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Bắt đầu</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Run the sample</source>
        <translation>Chạy bộ mẫu</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Xem</translation>
    </message>
    <message>
        <source>Plots as tables</source>
        <translation>Biểu đồ dưới dạng bảng</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Toàn màn hình</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Theo hệ thống</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Trợ &amp;giúp</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Phím tắt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>action, keys</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>About Rerank Workbench</source>
        <translation>Giới thiệu Rerank Workbench</translation>
    </message>
    <message>
        <source>Rerank Workbench %1
A workbench for two-stage recommendation research.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Rerank Workbench %1
Bàn làm việc cho nghiên cứu hệ gợi ý hai giai đoạn.
Phần mềm tự do theo Giấy phép Công cộng GNU, phiên bản 3 trở lên.</translation>
    </message>
    <message>
        <source>A run is working</source>
        <translation>Một lượt chạy đang làm việc</translation>
    </message>
    <message>
        <source>Run %1 is still working. Stopping writes a checkpoint, and the run can be resumed later.</source>
        <translation>Lượt chạy %1 vẫn đang làm việc. Nếu dừng, một checkpoint được ghi lại và lượt chạy có thể được tiếp tục sau này.</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>Dừng và thoát</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Hủy</translation>
    </message>
    <message>
        <source>Stopping the run before the window closes.</source>
        <translation>Đang dừng lượt chạy trước khi đóng cửa sổ.</translation>
    </message>
    <message>
        <source>End it now</source>
        <translation>Kết thúc ngay</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Dữ liệu</translation>
    </message>
    <message>
        <source>Retrieval</source>
        <translation>Truy xuất</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Mô hình</translation>
    </message>
    <message>
        <source>A model is being downloaded</source>
        <translation>Một mô hình đang được tải về</translation>
    </message>
    <message>
        <source>What has come so far is kept, and the next download goes on from there.</source>
        <translation>Phần đã tải được giữ lại, và lần tải sau sẽ tiếp tục từ đó.</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Đóng thông báo này</translation>
    </message>
    <message numerus="yes">
        <source>(%n times)</source>
        <translation>
            <numerusform>(%n lần)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MethodCard</name>
    <message>
        <source>Stage 1: retrieval</source>
        <translation>Giai đoạn 1: truy xuất</translation>
    </message>
    <message>
        <source>Stage 2: rerank</source>
        <translation>Giai đoạn 2: xếp hạng lại</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Bộ thiết lập sẵn</translation>
    </message>
    <message>
        <source>Retrieval method</source>
        <translation>Phương pháp truy xuất</translation>
    </message>
    <message>
        <source>Rerank method</source>
        <translation>Phương pháp xếp hạng lại</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Phương pháp</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Mặc định</translation>
    </message>
    <message>
        <source>needs pictures: 0 of %1 items have one</source>
        <translation>cần ảnh: 0 trên %1 mục có ảnh</translation>
    </message>
    <message>
        <source>%1 %2.</source>
        <translation>%1 %2.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>method, reason</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Choose another method, or a dataset with pictures.</source>
        <translation>Hãy chọn phương pháp khác, hoặc một tập dữ liệu có ảnh.</translation>
    </message>
    <message>
        <source>needs pictures, texts or features of items: there are none</source>
        <translation>cần ảnh, văn bản hoặc đặc trưng của sản phẩm: không có</translation>
    </message>
</context>
<context>
    <name>MetricsModel</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1 đến %2</translation>
    </message>
    <message>
        <source>%1 / %2 / %3</source>
        <translation>%1 / %2 / %3</translation>
    </message>
    <message>
        <source>%1, %2, %3, %4 against the baseline, p %5, %6</source>
        <translation>%1, %2, %3, %4 so với mốc so sánh, p %5, %6</translation>
    </message>
    <message>
        <source>Permutation test %1; paired t test %2; Wilcoxon signed rank %3.</source>
        <translation>Kiểm định hoán vị %1; kiểm định t ghép cặp %2; kiểm định hạng có dấu Wilcoxon %3.</translation>
    </message>
    <message>
        <source>Mean over the users of both runs: this run minus the baseline. Above 0 is better.</source>
        <translation>Trung bình trên những người dùng có ở cả hai lượt chạy: lượt chạy này trừ mốc so sánh. Trên 0 là tốt hơn.</translation>
    </message>
    <message>
        <source>95 % percentile bootstrap over users.</source>
        <translation>Bootstrap phân vị 95 % trên người dùng.</translation>
    </message>
    <message>
        <source>Two-sided paired permutation test (sign flips by user).</source>
        <translation>Kiểm định hoán vị ghép cặp hai phía (đổi dấu theo người dùng).</translation>
    </message>
    <message>
        <source>p after Holm&apos;s correction over all rows of this table. Below 0.05 is called better or worse.</source>
        <translation>p sau hiệu chỉnh Holm trên mọi hàng của bảng này. Dưới 0,05 thì gọi là tốt hơn hoặc kém hơn.</translation>
    </message>
    <message>
        <source>Users for whom this run is better, equal, worse than the baseline.</source>
        <translation>Số người dùng mà lượt chạy này tốt hơn, bằng, kém hơn mốc so sánh.</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Độ đo</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Mốc so sánh</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Giá trị</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Chênh lệch</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>Khoảng tin cậy 95 %</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>p (Holm)</source>
        <translation>p (Holm)</translation>
    </message>
    <message>
        <source>Win / tie / loss</source>
        <translation>Thắng / hòa / thua</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>Diễn giải</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Use in an experiment</source>
        <translation>Dùng trong thí nghiệm</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Tải về</translation>
    </message>
    <message>
        <source>%1 million weights, %2 on disk, %3</source>
        <translation>%1 triệu trọng số, %2 trên đĩa, %3</translation>
    </message>
    <message>
        <source>%1 That is more than the %2 that are free now.</source>
        <translation>%1 Nhiều hơn %2 đang còn trống.</translation>
    </message>
    <message>
        <source>Looked for in: %1</source>
        <translation>Đã tìm ở: %1</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>Thư mục: %1</translation>
    </message>
    <message>
        <source>✓ Ready</source>
        <translation>✓ Sẵn sàng</translation>
    </message>
    <message>
        <source>Not on this machine</source>
        <translation>Không có trên máy này</translation>
    </message>
    <message>
        <source>⚠ Cannot be used</source>
        <translation>⚠ Không dùng được</translation>
    </message>
    <message>
        <source>Download it here, or copy its folder to %1.</source>
        <translation>Hãy tải về ở đây, hoặc chép thư mục của nó vào %1.</translation>
    </message>
</context>
<context>
    <name>ModelOffers</name>
    <message>
        <source>Automatic: %1</source>
        <translation>Tự động: %1</translation>
    </message>
    <message>
        <source>Qwen3-0.6B where it is installed, else the small built-in model.</source>
        <translation>Qwen3-0.6B nếu đã cài, nếu không thì mô hình nhỏ có sẵn.</translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation>%1 (%2, %3)</translation>
    </message>
    <message>
        <source>%1 (not on this machine)</source>
        <translation>%1 (chưa có trên máy này)</translation>
    </message>
    <message>
        <source>%1 (cannot be used)</source>
        <translation>%1 (không dùng được)</translation>
    </message>
</context>
<context>
    <name>ModelTexts</name>
    <message>
        <source>built in</source>
        <translation>có sẵn</translation>
    </message>
    <message>
        <source>in the workspace</source>
        <translation>trong không gian làm việc</translation>
    </message>
    <message>
        <source>in a folder</source>
        <translation>trong một thư mục</translation>
    </message>
    <message>
        <source>Training adapters with the default settings takes at least %1 of memory.</source>
        <translation>Huấn luyện bộ thích ứng với thiết lập mặc định cần ít nhất %1 bộ nhớ.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>The language-model reranker reads its prompts with one of these models. A model that is fetched here lies in the workspace, in the folder “models”.</source>
        <translation>Bộ xếp hạng lại bằng mô hình ngôn ngữ đọc câu nhắc bằng một trong các mô hình này. Mô hình tải về ở đây nằm trong không gian làm việc, ở thư mục “models”.</translation>
    </message>
    <message>
        <source>%1 is ready.</source>
        <translation>%1 đã sẵn sàng.</translation>
    </message>
    <message>
        <source>%1 were fetched.</source>
        <translation>Đã tải %1.</translation>
    </message>
    <message>
        <source>The files came as the hub has them.</source>
        <translation>Các tệp đã về đúng như trên kho.</translation>
    </message>
    <message>
        <source>The download was stopped.</source>
        <translation>Việc tải về đã dừng.</translation>
    </message>
    <message>
        <source>What came is kept: another download goes on from there.</source>
        <translation>Phần đã tải được giữ lại: lần tải sau sẽ tiếp tục từ đó.</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>Mô hình khác</translation>
    </message>
    <message>
        <source>Any model of the Qwen3 family, by its name on the hub.</source>
        <translation>Bất kỳ mô hình nào thuộc họ Qwen3, theo tên của nó trên kho.</translation>
    </message>
    <message>
        <source>Name on the hub</source>
        <translation>Tên trên kho</translation>
    </message>
    <message>
        <source>Empty: the address in HF_ENDPOINT, else the public hub.</source>
        <translation>Để trống: địa chỉ trong HF_ENDPOINT, nếu không thì kho công khai.</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Tải về</translation>
    </message>
    <message>
        <source>%1 is there already.</source>
        <translation>%1 đã có rồi.</translation>
    </message>
    <message>
        <source>Hub of all downloads</source>
        <translation>Kho của mọi lượt tải</translation>
    </message>
</context>
<context>
    <name>OverviewPanel</name>
    <message>
        <source>In numbers</source>
        <translation>Các con số</translation>
    </message>
    <message>
        <source>Before you trust it</source>
        <translation>Trước khi tin dùng</translation>
    </message>
    <message>
        <source>Distributions</source>
        <translation>Phân bố</translation>
    </message>
    <message>
        <source>Length of histories</source>
        <translation>Độ dài lịch sử</translation>
    </message>
    <message>
        <source>Popularity of items</source>
        <translation>Độ phổ biến của mục</translation>
    </message>
    <message>
        <source>Popularity by rank</source>
        <translation>Độ phổ biến theo thứ hạng</translation>
    </message>
    <message>
        <source>Interactions by month</source>
        <translation>Tương tác theo tháng</translation>
    </message>
    <message>
        <source>What is known of the items</source>
        <translation>Những gì biết về các mục</translation>
    </message>
    <message>
        <source>How it was imported</source>
        <translation>Cách dữ liệu được nhập</translation>
    </message>
    <message>
        <source>What is left after every step</source>
        <translation>Những gì còn lại sau mỗi bước</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what a number is, the number</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>users</source>
        <translation>người dùng</translation>
    </message>
    <message>
        <source>Users that are left after the filters.</source>
        <translation>Số người dùng còn lại sau các bộ lọc.</translation>
    </message>
    <message>
        <source>items</source>
        <translation>mục</translation>
    </message>
    <message>
        <source>Items that are left after the filters.</source>
        <translation>Số mục còn lại sau các bộ lọc.</translation>
    </message>
    <message>
        <source>interactions</source>
        <translation>tương tác</translation>
    </message>
    <message>
        <source>Over training, validation and test together.</source>
        <translation>Tính chung cả huấn luyện, xác thực và kiểm tra.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>density</source>
        <translation>mật độ</translation>
    </message>
    <message>
        <source>Share of all pairs of a user and an item that occur.</source>
        <translation>Tỉ lệ số cặp người dùng và mục có xuất hiện trên mọi cặp.</translation>
    </message>
    <message>
        <source>interactions per user</source>
        <translation>tương tác mỗi người dùng</translation>
    </message>
    <message>
        <source>Mean length of a history, validation and test item included.</source>
        <translation>Độ dài trung bình của lịch sử, kể cả mục xác thực và mục kiểm tra.</translation>
    </message>
    <message>
        <source>inequality (Gini)</source>
        <translation>độ bất bình đẳng (Gini)</translation>
    </message>
    <message>
        <source>How unequally interactions are spread over items: 0 when all are equally popular, towards 1 when a few have almost all. The higher, the stronger is a method that recommends what is popular.</source>
        <translation>Tương tác phân bố không đều giữa các mục đến mức nào: 0 khi mọi mục phổ biến như nhau, gần 1 khi một số ít mục có gần như tất cả. Càng cao thì phương pháp gợi ý mục phổ biến càng mạnh.</translation>
    </message>
    <message>
        <source>cold items</source>
        <translation>mục lạnh</translation>
    </message>
    <message>
        <source>Items that never occur in training. No method can learn them from interactions.</source>
        <translation>Những mục không bao giờ xuất hiện trong huấn luyện. Không phương pháp nào học được chúng từ tương tác.</translation>
    </message>
    <message>
        <source>cold test items</source>
        <translation>mục kiểm tra lạnh</translation>
    </message>
    <message numerus="yes">
        <source>Users whose test item never occurs in training. %n more have such a validation item.</source>
        <translation>
            <numerusform>Những người dùng có mục kiểm tra không bao giờ xuất hiện trong huấn luyện. Thêm %n người dùng có mục xác thực như vậy.</numerusform>
        </translation>
    </message>
    <message>
        <source>repeated pairs</source>
        <translation>cặp lặp lại</translation>
    </message>
    <message>
        <source>Interactions of a user with an item that the same user had before. They are kept.</source>
        <translation>Tương tác của người dùng với mục mà chính họ đã có trước đó. Chúng được giữ lại.</translation>
    </message>
    <message>
        <source>leaks</source>
        <translation>rò rỉ</translation>
    </message>
    <message>
        <source>Validation and test items that the same user already has in training: a model can know them by heart.</source>
        <translation>Mục xác thực và mục kiểm tra mà chính người dùng đó đã có trong huấn luyện: mô hình có thể thuộc lòng chúng.</translation>
    </message>
    <message>
        <source>users with a tie at the split</source>
        <translation>người dùng trùng thời điểm khi chia</translation>
    </message>
    <message>
        <source>Users with equal times among their last three interactions: the rule for equal times decides what their validation and test items are.</source>
        <translation>Những người dùng có thời điểm trùng nhau trong ba tương tác cuối: quy tắc xử lý trùng quyết định mục xác thực và mục kiểm tra của họ là gì.</translation>
    </message>
    <message>
        <source>There are no histories.</source>
        <translation>Không có lịch sử nào.</translation>
    </message>
    <message>
        <source>There are no items.</source>
        <translation>Không có mục nào.</translation>
    </message>
    <message>
        <source>Recognised as: %1</source>
        <translation>Nhận dạng là: %1</translation>
    </message>
    <message>
        <source>%1 lines read, %2 refused.</source>
        <translation>Đã đọc %1 dòng, loại %2 dòng.</translation>
    </message>
    <message>
        <source>Refused: %1, line %2: %3</source>
        <translation>Bị loại: %1, dòng %2: %3</translation>
    </message>
    <message>
        <source>SHA-256 of %1: %2</source>
        <translation>SHA-256 của %1: %2</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>Thư mục: %1</translation>
    </message>
    <message>
        <source>Fingerprint: %1</source>
        <translation>Dấu vân tay: %1</translation>
    </message>
    <message>
        <source>The data has no times.</source>
        <translation>Dữ liệu không có thời điểm.</translation>
    </message>
</context>
<context>
    <name>PairedUsersModel</name>
    <message>
        <source>%1: %2</source>
        <comment>name of a column, value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>In B</source>
        <comment>rank of the true item in run B</comment>
        <translation>Ở B</translation>
    </message>
    <message>
        <source>In A</source>
        <comment>rank of the true item in run A</comment>
        <translation>Ở A</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Hạng</translation>
    </message>
    <message>
        <source>Rank of the true item among all items that stage 1 ranks, of several the best. Lower is better; a range is a tie.</source>
        <translation>Hạng của mục đúng trong tất cả các mục mà giai đoạn 1 xếp hạng, nếu có nhiều mục đúng thì lấy hạng tốt nhất. Càng thấp càng tốt; một khoảng nghĩa là đồng hạng.</translation>
    </message>
</context>
<context>
    <name>ParamField</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>Đặt lại %1</translation>
    </message>
    <message>
        <source>From %1 to %2.</source>
        <translation>Từ %1 đến %2.</translation>
    </message>
    <message>
        <source>At least %1.</source>
        <translation>Ít nhất %1.</translation>
    </message>
    <message>
        <source>At most %1.</source>
        <translation>Nhiều nhất %1.</translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation>Mặc định: %1</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Trở lại %1</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>trống</translation>
    </message>
    <message>
        <source>Choose %1</source>
        <translation>Chọn %1</translation>
    </message>
</context>
<context>
    <name>ParamForm</name>
    <message>
        <source>Advanced</source>
        <translation>Nâng cao</translation>
    </message>
    <message numerus="yes">
        <source>Advanced (%n changed)</source>
        <translation>
            <numerusform>Nâng cao (đã đổi %n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PictureCellDelegate</name>
    <message>
        <source>no picture</source>
        <translation>không có ảnh</translation>
    </message>
</context>
<context>
    <name>PictureGrid</name>
    <message>
        <source>Items with pictures</source>
        <translation>Các mục kèm ảnh</translation>
    </message>
</context>
<context>
    <name>PinnedUserView</name>
    <message>
        <source>update %1, epoch %2</source>
        <translation>lần cập nhật %1, epoch %2</translation>
    </message>
    <message>
        <source>User whose list is shown</source>
        <translation>Người dùng có danh sách đang hiện</translation>
    </message>
    <message>
        <source>Validation that is shown</source>
        <translation>Lần xác thực đang hiện</translation>
    </message>
    <message>
        <source>Drag back to see earlier validations; at the right end new ones are followed.</source>
        <translation>Kéo lùi để xem các lần xác thực trước; ở đầu bên phải thì theo các lần mới.</translation>
    </message>
    <message>
        <source>User %1</source>
        <translation>Người dùng %1</translation>
    </message>
    <message>
        <source>This run kept no probabilities of its validations.</source>
        <translation>Lượt chạy này không giữ xác suất của các lần xác thực.</translation>
    </message>
    <message>
        <source>The candidates of a user appear here with the first validation of stage 2, and move while the reranker learns.</source>
        <translation>Các ứng viên của một người dùng hiện ở đây sau lần xác thực đầu tiên của giai đoạn 2, và di chuyển trong khi bộ xếp hạng lại học.</translation>
    </message>
</context>
<context>
    <name>PreviewModel</name>
    <message>
        <source>user</source>
        <comment>part of a column</comment>
        <translation>người dùng</translation>
    </message>
    <message>
        <source>item</source>
        <comment>part of a column</comment>
        <translation>mục</translation>
    </message>
    <message>
        <source>rating</source>
        <comment>part of a column</comment>
        <translation>điểm đánh giá</translation>
    </message>
    <message>
        <source>time</source>
        <comment>part of a column</comment>
        <translation>thời điểm</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>name of a column, its part</comment>
        <translation>%1 → %2</translation>
    </message>
</context>
<context>
    <name>PromptPanel</name>
    <message>
        <source>The prompt</source>
        <translation>Câu nhắc</translation>
    </message>
    <message>
        <source>Token numbers</source>
        <translation>Số hiệu token</translation>
    </message>
    <message>
        <source>Shows the numbers of the prompt&apos;s tokens, as the model gets them.</source>
        <translation>Hiện số hiệu các token của câu nhắc, đúng như mô hình nhận được.</translation>
    </message>
    <message>
        <source>The letters at the place of the answer</source>
        <translation>Các chữ cái ở chỗ của câu trả lời</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Chữ cái</translation>
    </message>
    <message>
        <source>Logit</source>
        <translation>Logit</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Asking the model</source>
        <translation>Đang hỏi mô hình</translation>
    </message>
    <message>
        <source>“%1” %2 %</source>
        <comment>a token and its probability</comment>
        <translation>“%1” %2 %</translation>
    </message>
    <message>
        <source>Most likely of all tokens: %1</source>
        <translation>Các token có xác suất cao nhất: %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln tokens.</source>
        <translation>
            <numerusform>%Ln token.</numerusform>
        </translation>
    </message>
    <message>
        <source>The letters together have %1 % of all probability (their tokens: %2).</source>
        <translation>Các chữ cái cộng lại chiếm %1 % toàn bộ xác suất (token của chúng: %2).</translation>
    </message>
    <message numerus="yes">
        <source>%Ln items of the history were left out to make it fit.</source>
        <translation>
            <numerusform>%Ln mục của lịch sử bị bỏ đi cho vừa.</numerusform>
        </translation>
    </message>
    <message>
        <source>Titles were cut to %1 tokens to make it fit.</source>
        <translation>Tên mục bị cắt còn %1 token cho vừa.</translation>
    </message>
    <message numerus="yes">
        <source>The scores are means over %Ln orders of the list; this is the first.</source>
        <translation>
            <numerusform>Điểm là trung bình trên %Ln thứ tự của danh sách; đây là thứ tự đầu tiên.</numerusform>
        </translation>
    </message>
    <message>
        <source>The scores are without the model&apos;s prior for the letters; here it is included.</source>
        <translation>Điểm đã bỏ xác suất tiên nghiệm của mô hình cho các chữ cái; ở đây nó vẫn còn.</translation>
    </message>
    <message>
        <source>The run&apos;s probabilities are at temperature %1, fitted on validation; here they are as the model gave them.</source>
        <translation>Xác suất của lần chạy ở nhiệt độ %1, được khớp trên tập xác thực; ở đây là xác suất đúng như mô hình đưa ra.</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>Đồng ý</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Hủy</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Có</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;Không</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Áp dụng</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Đặt lại</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Bỏ thay đổi</translation>
    </message>
</context>
<context>
    <name>QuestionClient</name>
    <message>
        <source>The worker program could not be started.</source>
        <translation>Không khởi động được chương trình của tiến trình chạy.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Check that the file may be executed, then try again.</source>
        <translation>Hãy kiểm tra tệp có quyền thực thi hay không, rồi thử lại.</translation>
    </message>
    <message>
        <source>Install rerank-worker beside this program, or set the variable WB_WORKER to its place.</source>
        <translation>Hãy cài rerank-worker bên cạnh chương trình này, hoặc đặt biến WB_WORKER trỏ đến chỗ của nó.</translation>
    </message>
    <message>
        <source>The worker ended unexpectedly.</source>
        <translation>Tiến trình chạy kết thúc bất ngờ.</translation>
    </message>
    <message>
        <source>The worker ended with code %1.</source>
        <translation>Tiến trình chạy kết thúc với mã %1.</translation>
    </message>
    <message>
        <source>Its last words were: %1</source>
        <translation>Những lời cuối của nó: %1</translation>
    </message>
    <message>
        <source>Try again; it is started anew.</source>
        <translation>Hãy thử lại; nó sẽ được khởi động lại từ đầu.</translation>
    </message>
</context>
<context>
    <name>RankedItemsModel</name>
    <message>
        <source>rank %1 of %2</source>
        <comment>of the true item, number of items</comment>
        <translation>hạng %1 trên %2</translation>
    </message>
    <message>
        <source>rank %1</source>
        <comment>of the true item</comment>
        <translation>hạng %1</translation>
    </message>
    <message>
        <source>Item %1</source>
        <translation>Mục %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>name of the list beside, place in it</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Vị trí</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>True item</source>
        <translation>Mục đúng</translation>
    </message>
    <message>
        <source>Place in %1</source>
        <translation>Vị trí ở %1</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Điểm</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Độ giống</translation>
    </message>
    <message>
        <source>true item: %1</source>
        <comment>rank</comment>
        <translation>mục đúng: %1</translation>
    </message>
    <message>
        <source>not in the list shown</source>
        <translation>không có trong danh sách đang hiện</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>điểm %1</translation>
    </message>
    <message>
        <source>similarity %1</source>
        <translation>độ giống %1</translation>
    </message>
    <message>
        <source>place %1 in the list of %2</source>
        <translation>vị trí %1 trong danh sách của %2</translation>
    </message>
    <message>
        <source>not in the list of %1</source>
        <translation>không có trong danh sách của %1</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>không có ảnh</translation>
    </message>
    <message>
        <source>The rank counts all items that the method&apos;s evaluation ranks; the list leaves out everything that is in the history.</source>
        <translation>Hạng tính trên mọi mục mà cách đánh giá của phương pháp xếp hạng; danh sách bỏ qua tất cả những gì đã có trong lịch sử.</translation>
    </message>
    <message>
        <source>%1. %2, %3</source>
        <comment>place, title, what else is known</comment>
        <translation>%1. %2, %3</translation>
    </message>
</context>
<context>
    <name>Registry</name>
    <message>
        <source>Data</source>
        <translation>Dữ liệu</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Tập dữ liệu</translation>
    </message>
    <message>
        <source>Name of a prepared dataset, or &quot;sample&quot; for the built-in catalogue.</source>
        <translation>Tên của một tập dữ liệu đã chuẩn bị, hoặc &quot;sample&quot; cho danh mục có sẵn.</translation>
    </message>
    <message>
        <source>Lowest rating</source>
        <translation>Điểm đánh giá thấp nhất</translation>
    </message>
    <message>
        <source>Interactions with a lower rating are left out, before anything else. 0 keeps all.</source>
        <translation>Các tương tác có điểm đánh giá thấp hơn bị loại trước mọi bước khác. 0 giữ lại tất cả.</translation>
    </message>
    <message>
        <source>Interactions per user</source>
        <translation>Số tương tác mỗi người dùng</translation>
    </message>
    <message>
        <source>Interactions per item</source>
        <translation>Số tương tác mỗi mục</translation>
    </message>
    <message>
        <source>Items with fewer interactions are left out, again and again until all have enough.</source>
        <translation>Những mục có ít tương tác hơn bị loại, lặp lại cho đến khi mục nào cũng có đủ.</translation>
    </message>
    <message>
        <source>Order of the file</source>
        <translation>Thứ tự trong tệp</translation>
    </message>
    <message>
        <source>Interactions of one moment stay as they stand in the file.</source>
        <translation>Các tương tác cùng thời điểm giữ nguyên thứ tự như trong tệp.</translation>
    </message>
    <message>
        <source>Item number</source>
        <translation>Số hiệu mục</translation>
    </message>
    <message>
        <source>Interactions of one moment are put in order of the item&apos;s number, as LlamaRec does; models can learn that pattern.</source>
        <translation>Các tương tác cùng thời điểm được sắp theo số hiệu mục, như LlamaRec làm; mô hình có thể học được quy luật đó.</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Ngẫu nhiên</translation>
    </message>
    <message>
        <source>Interactions of one moment are put in a seeded random order.</source>
        <translation>Các tương tác cùng thời điểm được sắp ngẫu nhiên theo một seed.</translation>
    </message>
    <message>
        <source>Equal times</source>
        <translation>Thời điểm trùng nhau</translation>
    </message>
    <message>
        <source>How interactions of a user with equal times are put in order. This decides what the validation and test items are.</source>
        <translation>Cách sắp thứ tự các tương tác có thời điểm trùng nhau của một người dùng. Cách này quyết định mục xác thực và mục kiểm tra là gì.</translation>
    </message>
    <message>
        <source>Filter in one pass</source>
        <translation>Lọc một lượt</translation>
    </message>
    <message>
        <source>Leave out items once and then users once, as LRURec does, instead of again and again. Some items can then have fewer interactions than asked for.</source>
        <translation>Loại mục một lần rồi loại người dùng một lần, như LRURec, thay vì lặp đi lặp lại. Khi đó một số mục có thể có ít tương tác hơn mức yêu cầu.</translation>
    </message>
    <message>
        <source>Seed of equal times</source>
        <translation>Seed cho thời điểm trùng nhau</translation>
    </message>
    <message>
        <source>Seed of the random order of interactions with equal times.</source>
        <translation>Seed của thứ tự ngẫu nhiên cho các tương tác có thời điểm trùng nhau.</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Ứng viên</translation>
    </message>
    <message>
        <source>True item among sampled ones</source>
        <translation>Mục đúng giữa các mục lấy mẫu</translation>
    </message>
    <message>
        <source>Each list holds the true item and items that the user never touched. It measures the reranker alone.</source>
        <translation>Mỗi danh sách gồm mục đúng và những mục mà người dùng chưa từng tương tác. Cách này chỉ đo riêng bộ xếp hạng lại.</translation>
    </message>
    <message>
        <source>From stage 1</source>
        <translation>Từ giai đoạn 1</translation>
    </message>
    <message>
        <source>Each list holds the first items of the retriever, and the true item only if the retriever found it. It measures the two stages together.</source>
        <translation>Mỗi danh sách gồm các mục đứng đầu của bộ truy xuất, và chỉ có mục đúng nếu bộ truy xuất tìm thấy nó. Cách này đo cả hai giai đoạn cùng nhau.</translation>
    </message>
    <message>
        <source>Where candidates come from</source>
        <translation>Nguồn của ứng viên</translation>
    </message>
    <message>
        <source>What the reranker puts in order.</source>
        <translation>Những gì bộ xếp hạng lại phải sắp thứ tự.</translation>
    </message>
    <message>
        <source>Candidates per list</source>
        <translation>Số ứng viên mỗi danh sách</translation>
    </message>
    <message>
        <source>Length of each list, the true item included. A random order reaches Recall@K of K divided by this number.</source>
        <translation>Độ dài của mỗi danh sách, kể cả mục đúng. Một thứ tự ngẫu nhiên đạt Recall@K bằng K chia cho số này.</translation>
    </message>
    <message>
        <source>All equally likely</source>
        <translation>Xác suất như nhau</translation>
    </message>
    <message>
        <source>Every item that the user never touched is drawn with the same probability.</source>
        <translation>Mọi mục mà người dùng chưa từng tương tác được rút với cùng một xác suất.</translation>
    </message>
    <message>
        <source>By popularity</source>
        <translation>Theo độ phổ biến</translation>
    </message>
    <message>
        <source>Items are drawn in proportion to their training interactions, so that popularity alone finds the true item less often. Items without any are never drawn.</source>
        <translation>Các mục được rút tỉ lệ với số tương tác huấn luyện của chúng, nên chỉ dựa vào độ phổ biến thì khó tìm ra mục đúng hơn. Mục không có tương tác nào thì không bao giờ được rút.</translation>
    </message>
    <message>
        <source>How negatives are drawn</source>
        <translation>Cách rút mục âm</translation>
    </message>
    <message>
        <source>With which probability an item that the user never touched gets into the list. Runs with different drawings cannot be compared.</source>
        <translation>Xác suất để một mục mà người dùng chưa từng tương tác lọt vào danh sách. Không thể so sánh các lượt chạy có cách rút khác nhau.</translation>
    </message>
    <message>
        <source>Items kept by stage 1</source>
        <translation>Số mục giai đoạn 1 giữ lại</translation>
    </message>
    <message>
        <source>How many items the retriever keeps for each user.</source>
        <translation>Số mục bộ truy xuất giữ lại cho mỗi người dùng.</translation>
    </message>
    <message>
        <source>Items reranked</source>
        <translation>Số mục được xếp hạng lại</translation>
    </message>
    <message>
        <source>How many of the items kept by stage 1 are put in order again. The share of users whose true item is among them bounds the recall.</source>
        <translation>Bao nhiêu mục trong số các mục giai đoạn 1 giữ lại được xếp thứ tự lại. Tỉ lệ người dùng có mục đúng nằm trong đó là cận trên của Recall.</translation>
    </message>
    <message>
        <source>Shuffled</source>
        <translation>Xáo trộn</translation>
    </message>
    <message>
        <source>The place in the list says nothing.</source>
        <translation>Vị trí trong danh sách không nói lên điều gì.</translation>
    </message>
    <message>
        <source>As ranked by stage 1</source>
        <translation>Như giai đoạn 1 xếp hạng</translation>
    </message>
    <message>
        <source>The reranker sees the retriever&apos;s order, as LlamaRec evaluates.</source>
        <translation>Bộ xếp hạng lại thấy thứ tự của bộ truy xuất, như cách LlamaRec đánh giá.</translation>
    </message>
    <message>
        <source>Order shown in evaluation</source>
        <translation>Thứ tự khi đánh giá</translation>
    </message>
    <message>
        <source>The order in which the reranker sees the candidates when it is evaluated. Training always shuffles.</source>
        <translation>Thứ tự các ứng viên mà bộ xếp hạng lại thấy khi được đánh giá. Khi huấn luyện luôn xáo trộn.</translation>
    </message>
    <message>
        <source>Seed of the lists</source>
        <translation>Seed của danh sách</translation>
    </message>
    <message>
        <source>Draws the sampled negatives and the order of the lists. It is not the seed of the training, so that runs with other seeds are measured on identical lists.</source>
        <translation>Dùng để lấy mẫu các mục âm và chọn thứ tự của danh sách. Đây không phải seed của huấn luyện, nhờ vậy các lượt chạy với seed khác được đo trên những danh sách giống hệt nhau.</translation>
    </message>
    <message>
        <source>File of test negatives</source>
        <translation>Tệp mục âm để kiểm tra</translation>
    </message>
    <message>
        <source>A CSV file with the columns user_id, n and negative_item_ids that gives the negatives of the test lists. Empty samples them.</source>
        <translation>Một tệp CSV với các cột user_id, n và negative_item_ids cho biết các mục âm của danh sách kiểm tra. Để trống thì lấy mẫu.</translation>
    </message>
    <message>
        <source>Source run</source>
        <translation>Lượt chạy nguồn</translation>
    </message>
    <message>
        <source>The stage 1 run whose lists are reranked, or the run that is evaluated again. 0 takes the latest finished stage 1 run on the same dataset.</source>
        <translation>Lượt chạy giai đoạn 1 có danh sách được xếp hạng lại, hoặc lượt chạy được đánh giá lại. 0 lấy lượt chạy giai đoạn 1 hoàn tất gần nhất trên cùng tập dữ liệu.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Kiểm tra</translation>
    </message>
    <message>
        <source>The last item of each user.</source>
        <translation>Mục cuối cùng của mỗi người dùng.</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Xác thực</translation>
    </message>
    <message>
        <source>The last but one item of each user.</source>
        <translation>Mục áp chót của mỗi người dùng.</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Cả hai</translation>
    </message>
    <message>
        <source>Validation and test, as separate results.</source>
        <translation>Xác thực và kiểm tra, thành các kết quả riêng.</translation>
    </message>
    <message>
        <source>Evaluated items</source>
        <translation>Mục được đánh giá</translation>
    </message>
    <message>
        <source>Which held-out items the tables show; both are always measured and stored.</source>
        <translation>Các bảng hiển thị những mục để riêng nào; cả hai luôn được đo và lưu lại.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Everything random follows from this number. The same seed gives the same numbers, bit for bit, on the same machine with the same number of threads.</source>
        <translation>Mọi thứ ngẫu nhiên đều suy ra từ số này. Cùng một seed cho cùng kết quả, giống từng bit, trên cùng một máy với cùng số luồng.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Tự động</translation>
    </message>
    <message>
        <source>The graphics processor where there is one that works, else the processor.</source>
        <translation>Bộ xử lý đồ họa nếu có và dùng được, nếu không thì bộ xử lý chính.</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Bộ xử lý chính (CPU)</translation>
    </message>
    <message>
        <source>The processor alone.</source>
        <translation>Chỉ dùng bộ xử lý chính.</translation>
    </message>
    <message>
        <source>Graphics processor (CUDA)</source>
        <translation>Bộ xử lý đồ họa (CUDA)</translation>
    </message>
    <message>
        <source>The graphics processor; the run fails when there is none.</source>
        <translation>Bộ xử lý đồ họa; lượt chạy thất bại nếu không có.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Thiết bị</translation>
    </message>
    <message>
        <source>What the run computes on.</source>
        <translation>Lượt chạy tính toán trên thiết bị nào.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Số luồng</translation>
    </message>
    <message>
        <source>Processor threads of the run. 0 takes all cores.</source>
        <translation>Số luồng của bộ xử lý mà lượt chạy dùng. 0 dùng mọi nhân.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Mô hình</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Độ rộng</translation>
    </message>
    <message>
        <source>Width of the item vectors and of the network; a multiple of the number of heads.</source>
        <translation>Độ rộng của các vectơ mục và của mạng; là bội của số đầu chú ý.</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>Số đầu chú ý</translation>
    </message>
    <message>
        <source>Attention heads per block.</source>
        <translation>Số đầu chú ý trong mỗi khối.</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>Số khối</translation>
    </message>
    <message>
        <source>Number of attention blocks, one above the other.</source>
        <translation>Số khối chú ý chồng lên nhau.</translation>
    </message>
    <message>
        <source>History length</source>
        <translation>Độ dài lịch sử</translation>
    </message>
    <message>
        <source>Number of positions of the model, the mask included. 200 suits MovieLens, 50 suits the Amazon sets.</source>
        <translation>Số vị trí của mô hình, kể cả mặt nạ. 200 hợp với MovieLens, 50 hợp với các tập Amazon.</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Share of values set to zero in training.</source>
        <translation>Tỉ lệ giá trị được đặt về 0 khi huấn luyện.</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Huấn luyện</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Số epoch</translation>
    </message>
    <message>
        <source>Passes over the training sequences at most. BERT4Rec needs thousands of updates; training ends earlier when the validation result stops improving.</source>
        <translation>Số lượt duyệt tối đa qua các chuỗi huấn luyện. BERT4Rec cần hàng nghìn lần cập nhật; huấn luyện kết thúc sớm hơn khi kết quả xác thực không còn tốt lên.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Tốc độ học</translation>
    </message>
    <message>
        <source>Step size of the optimiser. Lower it if the loss jumps.</source>
        <translation>Độ dài bước của bộ tối ưu. Hãy giảm nếu hàm mất mát nhảy vọt.</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>Không đổi</translation>
    </message>
    <message>
        <source>The learning rate stays as it is.</source>
        <translation>Tốc độ học giữ nguyên.</translation>
    </message>
    <message>
        <source>Linear decay</source>
        <translation>Giảm tuyến tính</translation>
    </message>
    <message>
        <source>The learning rate falls to 0 at the last planned update.</source>
        <translation>Tốc độ học giảm về 0 ở lần cập nhật cuối cùng theo kế hoạch.</translation>
    </message>
    <message>
        <source>Learning rate schedule</source>
        <translation>Lịch tốc độ học</translation>
    </message>
    <message>
        <source>How the learning rate changes during training, after the warm-up.</source>
        <translation>Tốc độ học thay đổi thế nào trong khi huấn luyện, sau giai đoạn khởi động.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Khởi động (warm-up)</translation>
    </message>
    <message>
        <source>Updates during which the learning rate rises from 0 to its full value.</source>
        <translation>Số lần cập nhật để tốc độ học tăng từ 0 lên giá trị đầy đủ.</translation>
    </message>
    <message>
        <source>updates</source>
        <translation>lần cập nhật</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Kích thước lô</translation>
    </message>
    <message>
        <source>Masked sequences per update. A large batch on small data leaves too few updates to learn anything.</source>
        <translation>Số chuỗi đã che trong mỗi lần cập nhật. Lô lớn trên dữ liệu nhỏ làm còn quá ít lần cập nhật để học được gì.</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Độ kiên nhẫn</translation>
    </message>
    <message>
        <source>Training stops after this many validations without a better NDCG@10.</source>
        <translation>Huấn luyện dừng sau ngần này lần xác thực mà NDCG@10 không tốt lên.</translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation>Xác thực sau mỗi</translation>
    </message>
    <message>
        <source>Updates between two validations. 0 validates once per epoch.</source>
        <translation>Số lần cập nhật giữa hai lần xác thực. 0 xác thực mỗi epoch một lần.</translation>
    </message>
    <message>
        <source>Most updates</source>
        <translation>Số lần cập nhật tối đa</translation>
    </message>
    <message>
        <source>Training stops after this many updates, whatever the epochs. 0 sets no bound.</source>
        <translation>Huấn luyện dừng sau ngần này lần cập nhật, bất kể số epoch. 0 nghĩa là không giới hạn.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Suy giảm trọng số</translation>
    </message>
    <message>
        <source>Decoupled decay of all weights except biases and layer norms.</source>
        <translation>Suy giảm trọng số tách rời (decoupled) cho mọi trọng số, trừ các hệ số bias và layer norm.</translation>
    </message>
    <message>
        <source>Gradient clip</source>
        <translation>Cắt gradient</translation>
    </message>
    <message>
        <source>Longest gradient, over all parameters together; longer ones are scaled down. 0 does not clip.</source>
        <translation>Độ dài lớn nhất của gradient, tính chung trên mọi tham số; gradient dài hơn bị thu nhỏ lại. 0 nghĩa là không cắt.</translation>
    </message>
    <message>
        <source>Masking</source>
        <translation>Che mặt nạ</translation>
    </message>
    <message>
        <source>Masked share</source>
        <translation>Tỉ lệ che</translation>
    </message>
    <message>
        <source>Share of positions that the model has to guess. Short histories want more: the paper takes 0.2 for MovieLens and 0.6 for Beauty.</source>
        <translation>Tỉ lệ vị trí mà mô hình phải đoán. Lịch sử ngắn cần tỉ lệ cao hơn: bài báo dùng 0.2 cho MovieLens và 0.6 cho Beauty.</translation>
    </message>
    <message>
        <source>80 / 10 / 10</source>
        <translation>80 / 10 / 10</translation>
    </message>
    <message>
        <source>Each position is drawn by itself; 80 % become the mask, 10 % another item, 10 % stay.</source>
        <translation>Mỗi vị trí được chọn độc lập; 80 % thành mặt nạ, 10 % thành mục khác, 10 % giữ nguyên.</translation>
    </message>
    <message>
        <source>Exact share</source>
        <translation>Đúng tỉ lệ</translation>
    </message>
    <message>
        <source>Exactly the share of positions is drawn, and all become the mask, as in the original program.</source>
        <translation>Chọn đúng tỉ lệ vị trí đã cho, và tất cả đều thành mặt nạ, như trong chương trình gốc.</translation>
    </message>
    <message>
        <source>Masking rule</source>
        <translation>Quy tắc che</translation>
    </message>
    <message>
        <source>How positions to guess are drawn and what stands in their place.</source>
        <translation>Cách chọn các vị trí phải đoán và thứ đặt vào chỗ của chúng.</translation>
    </message>
    <message>
        <source>Copies per epoch</source>
        <translation>Số bản sao mỗi epoch</translation>
    </message>
    <message>
        <source>How often each window appears in one epoch, masked differently each time. 0 takes as many as give an epoch at least 200 updates, at most 10.</source>
        <translation>Số lần mỗi cửa sổ xuất hiện trong một epoch, mỗi lần che khác nhau. 0 lấy đủ số bản để một epoch có ít nhất 200 lần cập nhật, nhiều nhất 10 bản.</translation>
    </message>
    <message>
        <source>Last position only</source>
        <translation>Chỉ vị trí cuối</translation>
    </message>
    <message>
        <source>Share of samples where only the last position is masked, as it is when the model is used.</source>
        <translation>Tỉ lệ mẫu chỉ che vị trí cuối cùng, giống như khi mô hình được sử dụng.</translation>
    </message>
    <message>
        <source>Window step</source>
        <translation>Bước cửa sổ</translation>
    </message>
    <message>
        <source>Step between the training windows of a long history, as a share of the history length.</source>
        <translation>Khoảng cách giữa các cửa sổ huấn luyện của một lịch sử dài, tính theo tỉ lệ của độ dài lịch sử.</translation>
    </message>
    <message>
        <source>A bidirectional transformer that learns to guess masked items of the user&apos;s sequence; a candidate&apos;s score is the model&apos;s value for it at a mask behind the history. It needs only interactions.</source>
        <translation>Một transformer hai chiều học cách đoán các mục bị che trong chuỗi của người dùng; điểm của một ứng viên là giá trị mô hình cho nó tại một mặt nạ đặt sau lịch sử. Phương pháp chỉ cần các tương tác.</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>Xem nhanh</translation>
    </message>
    <message>
        <source>Published port</source>
        <translation>Bản PyTorch đã công bố</translation>
    </message>
    <message>
        <source>The values of the widely used PyTorch port: a wider model and one masking per epoch.</source>
        <translation>Các giá trị của bản PyTorch được dùng rộng rãi: mô hình rộng hơn và mỗi epoch che một lần.</translation>
    </message>
    <message>
        <source>Published script</source>
        <translation>Kịch bản đã công bố</translation>
    </message>
    <message>
        <source>The values of the published two-stage scripts.</source>
        <translation>Các giá trị của các kịch bản hai giai đoạn đã công bố.</translation>
    </message>
    <message>
        <source>With 10 epochs and learning rate 1e-4, BERT4Rec gets far too few updates on small data to learn the sequences. The method&apos;s own defaults train longer.</source>
        <translation>Với 10 epoch và tốc độ học 1e-4, BERT4Rec có quá ít lần cập nhật trên dữ liệu nhỏ để học được các chuỗi. Giá trị mặc định của chính phương pháp huấn luyện lâu hơn.</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Đánh giá</translation>
    </message>
    <message>
        <source>Width of the item vectors and of the network. The recurrent state has twice as many complex channels.</source>
        <translation>Độ rộng của các vectơ mục và của mạng. Trạng thái hồi quy có số kênh phức gấp đôi.</translation>
    </message>
    <message>
        <source>Number of recurrent blocks, one above the other.</source>
        <translation>Số khối hồi quy chồng lên nhau.</translation>
    </message>
    <message>
        <source>Number of last interactions that the model sees. 200 suits MovieLens, 50 suits the Amazon sets.</source>
        <translation>Số tương tác cuối cùng mà mô hình thấy. 200 hợp với MovieLens, 50 hợp với các tập Amazon.</translation>
    </message>
    <message>
        <source>Share of values set to zero in training, in the embedding and the feed-forward parts.</source>
        <translation>Tỉ lệ giá trị được đặt về 0 khi huấn luyện, trong phần embedding và phần feed-forward.</translation>
    </message>
    <message>
        <source>Recurrent dropout</source>
        <translation>Dropout hồi quy</translation>
    </message>
    <message>
        <source>Share of values set to zero in training, at the output of the recurrent unit.</source>
        <translation>Tỉ lệ giá trị được đặt về 0 khi huấn luyện, ở đầu ra của khối hồi quy.</translation>
    </message>
    <message>
        <source>Passes over the training examples at most. Training ends earlier when the validation result stops improving.</source>
        <translation>Số lượt duyệt tối đa qua các mẫu huấn luyện. Huấn luyện kết thúc sớm hơn khi kết quả xác thực không còn tốt lên.</translation>
    </message>
    <message>
        <source>Training examples per update. A large batch on small data leaves too few updates to learn anything.</source>
        <translation>Số mẫu huấn luyện trong mỗi lần cập nhật. Lô lớn trên dữ liệu nhỏ làm còn quá ít lần cập nhật để học được gì.</translation>
    </message>
    <message>
        <source>Training stops after this many validations without a better Recall@10.</source>
        <translation>Huấn luyện dừng sau ngần này lần xác thực mà Recall@10 không tốt lên.</translation>
    </message>
    <message>
        <source>Adam epsilon</source>
        <translation>Epsilon của Adam</translation>
    </message>
    <message>
        <source>Small number in the optimiser&apos;s denominator.</source>
        <translation>Số nhỏ ở mẫu số của bộ tối ưu.</translation>
    </message>
    <message>
        <source>Step between the training windows of a long history, as a share of the history length. Smaller steps make more, overlapping examples.</source>
        <translation>Khoảng cách giữa các cửa sổ huấn luyện của một lịch sử dài, tính theo tỉ lệ của độ dài lịch sử. Bước nhỏ hơn cho nhiều mẫu hơn và chồng lên nhau.</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Không loại gì</translation>
    </message>
    <message>
        <source>Items of the history may be recommended again.</source>
        <translation>Các mục trong lịch sử có thể được gợi ý lại.</translation>
    </message>
    <message>
        <source>The window</source>
        <translation>Cửa sổ</translation>
    </message>
    <message>
        <source>Items among the last interactions that the model sees are left out, as in the published evaluation.</source>
        <translation>Loại các mục nằm trong những tương tác cuối cùng mà mô hình thấy, như cách đánh giá đã công bố.</translation>
    </message>
    <message>
        <source>The whole history</source>
        <translation>Toàn bộ lịch sử</translation>
    </message>
    <message>
        <source>Every item that the user has had is left out.</source>
        <translation>Loại mọi mục mà người dùng từng tương tác.</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Loại ra</translation>
    </message>
    <message>
        <source>A linear recurrent network over the user&apos;s item sequence that scores the whole catalogue. It needs only interactions, trains fast on a processor, and is the retriever of LlamaRec.</source>
        <translation>Một mạng hồi quy tuyến tính trên chuỗi mục của người dùng, chấm điểm cho toàn bộ danh mục. Phương pháp chỉ cần các tương tác, huấn luyện nhanh trên bộ xử lý chính, và là bộ truy xuất của LlamaRec.</translation>
    </message>
    <message>
        <source>At most 1,500 updates: enough for the sample catalogue, a first look at other data.</source>
        <translation>Nhiều nhất 1.500 lần cập nhật: đủ cho danh mục mẫu, và cho cái nhìn đầu tiên trên dữ liệu khác.</translation>
    </message>
    <message>
        <source>With learning rate 1e-4 and batch size 512, LRURec makes only 2 updates per epoch on MovieLens and stays at the level of plain popularity. The method&apos;s own defaults do not.</source>
        <translation>Với tốc độ học 1e-4 và kích thước lô 512, LRURec chỉ có 2 lần cập nhật mỗi epoch trên MovieLens và dừng ở mức của độ phổ biến đơn thuần. Giá trị mặc định của chính phương pháp không bị như vậy.</translation>
    </message>
    <message>
        <source>At most 2,500 updates: enough for the sample catalogue, a first look at other data. Every sample masks its last position, which a short training learns fastest from.</source>
        <translation>Nhiều nhất 2.500 lần cập nhật: đủ cho danh mục mẫu, và cho cái nhìn đầu tiên trên dữ liệu khác. Mọi mẫu đều che vị trí cuối cùng, là cách một lần huấn luyện ngắn học được nhanh nhất.</translation>
    </message>
    <message>
        <source>Colour and edge histograms</source>
        <translation>Biểu đồ tần suất màu và cạnh</translation>
    </message>
    <message>
        <source>Words (TF-IDF and SVD)</source>
        <translation>Từ ngữ (TF-IDF và SVD)</translation>
    </message>
    <message>
        <source>As in the test</source>
        <translation>Như khi kiểm tra</translation>
    </message>
    <message>
        <source>What the setting above says.</source>
        <translation>Theo thiết lập ở trên.</translation>
    </message>
    <message>
        <source>As the published code does while it trains. Validation results are then much lower than test results and must not be compared with them.</source>
        <translation>Như mã đã công bố khi huấn luyện. Kết quả xác thực khi đó thấp hơn nhiều so với kết quả kiểm tra và không được so sánh với chúng.</translation>
    </message>
    <message>
        <source>Leave out in validation</source>
        <translation>Loại ra khi xác thực</translation>
    </message>
    <message>
        <source>Which items are left out when validation chooses the best weights and ends training.</source>
        <translation>Những mục bị loại ra khi bước xác thực chọn trọng số tốt nhất và kết thúc huấn luyện.</translation>
    </message>
    <message>
        <source>LlamaRec release</source>
        <translation>Bản phát hành LlamaRec</translation>
    </message>
    <message>
        <source>The retriever&apos;s settings in the code released with LlamaRec: the weights are chosen on a validation that leaves nothing out, with more patience.</source>
        <translation>Các thiết lập của bộ truy hồi trong mã phát hành cùng LlamaRec: trọng số được chọn trên bước xác thực không loại mục nào, với độ kiên nhẫn lớn hơn.</translation>
    </message>
    <message>
        <source>Users with fewer interactions are left out, again and again until all have enough. 0 and 1 are for ready sequences only.</source>
        <translation>Những người dùng có ít tương tác hơn bị loại, lặp lại cho đến khi ai cũng có đủ. 0 và 1 chỉ dành cho các chuỗi có sẵn.</translation>
    </message>
    <message>
        <source>Width of all vectors of users, items and features.</source>
        <translation>Độ rộng của mọi vectơ người dùng, sản phẩm và đặc trưng.</translation>
    </message>
    <message>
        <source>Hops</source>
        <translation>Số bước trên đồ thị</translation>
    </message>
    <message>
        <source>How far vectors travel over the graph of who had what. The published grid is 1 and 2.</source>
        <translation>Các vectơ lan truyền bao xa trên đồ thị ai đã dùng gì. Lưới đã công bố là 1 và 2.</translation>
    </message>
    <message>
        <source>Share of values set to zero in the views that the others have to predict. The published grid is 0.3 and 0.5.</source>
        <translation>Tỷ lệ giá trị được đặt về 0 trong các khung nhìn mà phần còn lại phải dự đoán. Lưới đã công bố là 0.3 và 0.5.</translation>
    </message>
    <message>
        <source>Regulariser</source>
        <translation>Hệ số điều chuẩn</translation>
    </message>
    <message>
        <source>Weight of the lengths of all vectors of users and items in the loss. The published grid is 0.1 and 0.01.</source>
        <translation>Trọng số của độ dài mọi vectơ người dùng và sản phẩm trong hàm mất mát. Lưới đã công bố là 0.1 và 0.01.</translation>
    </message>
    <message>
        <source>Weight of features</source>
        <translation>Trọng số đặc trưng</translation>
    </message>
    <message>
        <source>Weight of the terms that bring features together with items and with themselves.</source>
        <translation>Trọng số của các thành phần kéo đặc trưng lại gần sản phẩm và gần chính chúng.</translation>
    </message>
    <message>
        <source>Freeze features</source>
        <translation>Giữ nguyên đặc trưng</translation>
    </message>
    <message>
        <source>Keeps the features as they are. Otherwise they are trained with everything else, as in the reference, which takes memory for three more copies of them.</source>
        <translation>Giữ đặc trưng như ban đầu. Nếu không, chúng được huấn luyện cùng mọi thứ khác như trong bản tham chiếu, và cần bộ nhớ cho thêm ba bản sao.</translation>
    </message>
    <message>
        <source>Users, items and their pictures and texts learn to predict each other&apos;s vectors, without any negative example. It is light, and depends much on its regulariser.</source>
        <translation>Người dùng, sản phẩm cùng ảnh và văn bản của chúng học cách dự đoán vectơ của nhau mà không cần mẫu âm nào. Phương pháp này nhẹ và phụ thuộc nhiều vào hệ số điều chuẩn.</translation>
    </message>
    <message>
        <source>Smaller batches and a larger learning rate, at most 2,000 updates: enough for the sample catalogue, a first look at other data.</source>
        <translation>Lô nhỏ hơn và tốc độ học lớn hơn, nhiều nhất 2.000 lần cập nhật: đủ cho danh mục mẫu, để xem thử với dữ liệu khác.</translation>
    </message>
    <message>
        <source>The paper&apos;s Sports</source>
        <translation>Sports của bài báo</translation>
    </message>
    <message>
        <source>What the authors give as best for Amazon Sports: dropout 0.5, regulariser 0.01.</source>
        <translation>Giá trị các tác giả nêu là tốt nhất cho Amazon Sports: dropout 0.5, hệ số điều chuẩn 0.01.</translation>
    </message>
    <message>
        <source>The paper&apos;s Electronics</source>
        <translation>Electronics của bài báo</translation>
    </message>
    <message>
        <source>What the authors give as best for Amazon Electronics: two hops.</source>
        <translation>Giá trị các tác giả nêu là tốt nhất cho Amazon Electronics: hai bước.</translation>
    </message>
    <message>
        <source>Width of all vectors behind the first hop.</source>
        <translation>Độ rộng của mọi vectơ sau bước đầu tiên.</translation>
    </message>
    <message>
        <source>How far features travel over the graph of who had what. The reference code always takes 3, whatever its settings say.</source>
        <translation>Đặc trưng lan truyền bao xa trên đồ thị ai đã dùng gì. Mã tham chiếu luôn dùng 3, bất kể thiết lập của nó.</translation>
    </message>
    <message>
        <source>Picture width</source>
        <translation>Độ rộng ảnh</translation>
    </message>
    <message>
        <source>Width to which features of pictures are brought before the first hop.</source>
        <translation>Độ rộng mà đặc trưng ảnh được đưa về trước bước đầu tiên.</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Đặt cạnh nhau</translation>
    </message>
    <message>
        <source>What comes from neighbours and the node&apos;s own part stand side by side.</source>
        <translation>Phần đến từ các nút lân cận và phần của chính nút được đặt cạnh nhau.</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Tổng</translation>
    </message>
    <message>
        <source>Both are added, the paper&apos;s other form; fewer weights.</source>
        <translation>Cộng cả hai, dạng còn lại của bài báo; ít trọng số hơn.</translation>
    </message>
    <message>
        <source>Combination</source>
        <translation>Cách kết hợp</translation>
    </message>
    <message>
        <source>How a hop joins what comes from neighbours with the node&apos;s own part.</source>
        <translation>Mỗi bước ghép phần đến từ các nút lân cận với phần của chính nút như thế nào.</translation>
    </message>
    <message>
        <source>Train the tables</source>
        <translation>Huấn luyện các bảng</translation>
    </message>
    <message>
        <source>One graph network for pictures and one for texts: features travel between users and items, and both networks are averaged. The slowest of the retrievers, since every update computes the whole graph.</source>
        <translation>Một mạng đồ thị cho ảnh và một cho văn bản: đặc trưng lan truyền giữa người dùng và sản phẩm, rồi lấy trung bình hai mạng. Đây là bộ truy hồi chậm nhất, vì mỗi lần cập nhật tính cả đồ thị.</translation>
    </message>
    <message>
        <source>A larger learning rate, at most 1,000 updates: enough for the sample catalogue, a first look at other data.</source>
        <translation>Tốc độ học lớn hơn, nhiều nhất 1.000 lần cập nhật: đủ cho danh mục mẫu, để xem thử với dữ liệu khác.</translation>
    </message>
    <message>
        <source>Interactions per update. A large batch on small data leaves too few updates per epoch, and then more epochs are needed.</source>
        <translation>Số tương tác mỗi lần cập nhật. Lô lớn trên dữ liệu nhỏ để lại quá ít lần cập nhật mỗi epoch, khi đó cần nhiều epoch hơn.</translation>
    </message>
    <message>
        <source>The last interactions are left out, as many as the window below, so that the ranking is comparable with that of a sequence model.</source>
        <translation>Các tương tác cuối được bỏ ra, nhiều bằng cửa sổ bên dưới, để bảng xếp hạng so sánh được với mô hình chuỗi.</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Cửa sổ</translation>
    </message>
    <message>
        <source>Number of last interactions that are left out. 200 is the history length of LRURec on MovieLens, 50 on the Amazon sets.</source>
        <translation>Số tương tác cuối được bỏ ra. 200 là độ dài lịch sử của LRURec trên MovieLens, 50 trên các tập Amazon.</translation>
    </message>
    <message>
        <source>Leave out the validation item</source>
        <translation>Bỏ sản phẩm xác thực</translation>
    </message>
    <message>
        <source>Whether the test ranking leaves out the user&apos;s validation item, which is part of the history by then. The MMRec toolbox leaves it in, which lowers its results.</source>
        <translation>Bảng xếp hạng kiểm tra có bỏ sản phẩm xác thực của người dùng hay không; lúc đó nó đã thuộc lịch sử. Bộ công cụ MMRec giữ nó lại, làm kết quả thấp hơn.</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>Đặc trưng</translation>
    </message>
    <message>
        <source>What there is</source>
        <translation>Những gì có sẵn</translation>
    </message>
    <message>
        <source>Texts and pictures, as far as the dataset has them.</source>
        <translation>Văn bản và ảnh, trong chừng mực bộ dữ liệu có.</translation>
    </message>
    <message>
        <source>Texts and pictures</source>
        <translation>Văn bản và ảnh</translation>
    </message>
    <message>
        <source>Both; a dataset without one of them is refused.</source>
        <translation>Cả hai; bộ dữ liệu thiếu một trong hai sẽ bị từ chối.</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Văn bản</translation>
    </message>
    <message>
        <source>Features of texts alone.</source>
        <translation>Chỉ đặc trưng văn bản.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Ảnh</translation>
    </message>
    <message>
        <source>Features of pictures alone.</source>
        <translation>Chỉ đặc trưng ảnh.</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Nhìn vào</translation>
    </message>
    <message>
        <source>What the method knows of an item besides who had it.</source>
        <translation>Những gì phương pháp biết về một sản phẩm ngoài việc ai đã dùng nó.</translation>
    </message>
    <message>
        <source>Text features</source>
        <translation>Đặc trưng văn bản</translation>
    </message>
    <message>
        <source>Name of the stored features of texts (the command &quot;rerank features&quot; lists them). auto takes CLIP where it is there, then an imported file, then TF-IDF.</source>
        <translation>Tên đặc trưng văn bản đã lưu (lệnh &quot;rerank features&quot; liệt kê chúng). auto dùng CLIP nếu có, rồi tệp đã nhập, rồi TF-IDF.</translation>
    </message>
    <message>
        <source>Picture features</source>
        <translation>Đặc trưng ảnh</translation>
    </message>
    <message>
        <source>Name of the stored features of pictures. auto takes CLIP where it is there, then an imported file, then the plain descriptor of colours and edges.</source>
        <translation>Tên đặc trưng ảnh đã lưu. auto dùng CLIP nếu có, rồi tệp đã nhập, rồi bộ mô tả đơn giản về màu và cạnh.</translation>
    </message>
    <message>
        <source>Width of the item&apos;s own vector and, as much again, of what its features are projected to. A user has both halves.</source>
        <translation>Độ rộng vectơ riêng của sản phẩm và, cũng bằng ngần ấy, của phần mà đặc trưng được chiếu tới. Người dùng có cả hai nửa.</translation>
    </message>
    <message>
        <source>Weight of the lengths of the vectors in the loss. The published grid is 2, 1, 0.1, 0.01, 0.001, 1e-4, 1e-5.</source>
        <translation>Trọng số của độ dài các vectơ trong hàm mất mát. Lưới đã công bố là 2, 1, 0.1, 0.01, 0.001, 1e-4, 1e-5.</translation>
    </message>
    <message>
        <source>Biases of the paper</source>
        <translation>Độ lệch của bài báo</translation>
    </message>
    <message>
        <source>Adds the item bias and the visual bias of the paper, which the reference code of the MMRec toolbox leaves out.</source>
        <translation>Thêm độ lệch sản phẩm và độ lệch thị giác của bài báo, những thứ mã tham chiếu của bộ công cụ MMRec bỏ qua.</translation>
    </message>
    <message>
        <source>Matrix factorisation where half of an item&apos;s vector is projected from its pictures and texts, trained on pairs of an item that the user had and one that the user had not. Fast, and hard to beat on small data.</source>
        <translation>Phân rã ma trận trong đó một nửa vectơ của sản phẩm được chiếu từ ảnh và văn bản của nó, huấn luyện trên các cặp gồm một sản phẩm người dùng đã có và một sản phẩm chưa có. Nhanh, và khó vượt qua trên dữ liệu nhỏ.</translation>
    </message>
    <message>
        <source>The paper&apos;s form</source>
        <translation>Dạng của bài báo</translation>
    </message>
    <message>
        <source>With item bias and visual bias, on pictures alone.</source>
        <translation>Có độ lệch sản phẩm và độ lệch thị giác, chỉ dùng ảnh.</translation>
    </message>
    <message>
        <source>Last items</source>
        <translation>Các mục cuối</translation>
    </message>
    <message>
        <source>The last interaction of a user is for test, the last but one for validation. All methods can use it.</source>
        <translation>Tương tác cuối của người dùng dành cho kiểm tra, tương tác áp cuối dành cho xác thực. Mọi phương pháp đều dùng được.</translation>
    </message>
    <message>
        <source>Random items</source>
        <translation>Các mục ngẫu nhiên</translation>
    </message>
    <message>
        <source>A fifth of a user&apos;s interactions, wherever they stand, half of them for validation, as the MMRec toolbox splits. Only methods that do not read sequences can use it: VBPR, MMGCN and BM3.</source>
        <translation>Một phần năm số tương tác của người dùng, ở bất kỳ vị trí nào, một nửa trong đó dành cho xác thực, như bộ công cụ MMRec chia. Chỉ các phương pháp không đọc chuỗi dùng được: VBPR, MMGCN và BM3.</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Cách chia</translation>
    </message>
    <message>
        <source>Which interactions of a user are held out. Results on different splits cannot be compared. Data that comes with its own split keeps that one.</source>
        <translation>Những tương tác nào của người dùng được giữ lại để đánh giá. Kết quả trên các cách chia khác nhau không so sánh được. Dữ liệu có sẵn cách chia thì giữ cách chia đó.</translation>
    </message>
    <message>
        <source>Seed of the split</source>
        <translation>Seed của cách chia</translation>
    </message>
    <message>
        <source>Seed of the random split.</source>
        <translation>Seed của cách chia ngẫu nhiên.</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>Mô hình ngôn ngữ</translation>
    </message>
    <message>
        <source>Name of a model, or its folder: qwen3-0.6b, qwen3-1.7b, qwen3-tiny. auto takes Qwen3-0.6B where it is installed, else the small built-in model, which knows how to read a list and nothing of the world.</source>
        <translation>Tên mô hình hoặc thư mục của nó: qwen3-0.6b, qwen3-1.7b, qwen3-tiny. auto dùng Qwen3-0.6B nếu đã cài, nếu không thì dùng mô hình nhỏ có sẵn, vốn biết đọc danh sách nhưng không biết gì về thế giới.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Tiêu đề</translation>
    </message>
    <message>
        <source>The title; the description where there is none.</source>
        <translation>Tiêu đề; nếu không có thì dùng mô tả.</translation>
    </message>
    <message>
        <source>Title and caption</source>
        <translation>Tiêu đề và chú thích ảnh</translation>
    </message>
    <message>
        <source>The title, and what the picture shows, in words.</source>
        <translation>Tiêu đề, và bằng lời những gì ảnh cho thấy.</translation>
    </message>
    <message>
        <source>Title and summary</source>
        <translation>Tiêu đề và tóm tắt</translation>
    </message>
    <message>
        <source>The title, and who likes such items, in words.</source>
        <translation>Tiêu đề, và bằng lời ai thích những mục như vậy.</translation>
    </message>
    <message>
        <source>Item text</source>
        <translation>Văn bản của mục</translation>
    </message>
    <message>
        <source>What the prompt says about each item.</source>
        <translation>Câu nhắc nói gì về mỗi mục.</translation>
    </message>
    <message>
        <source>Adapters (LoRA)</source>
        <translation>Bộ thích ứng (LoRA)</translation>
    </message>
    <message>
        <source>Small matrices beside those of the model, which stays as it is.</source>
        <translation>Các ma trận nhỏ bên cạnh ma trận của mô hình; mô hình giữ nguyên.</translation>
    </message>
    <message>
        <source>All weights</source>
        <translation>Mọi trọng số</translation>
    </message>
    <message>
        <source>Every weight of the model: for small models.</source>
        <translation>Mọi trọng số của mô hình: dành cho mô hình nhỏ.</translation>
    </message>
    <message>
        <source>What is trained</source>
        <translation>Phần được huấn luyện</translation>
    </message>
    <message>
        <source>Which weights the training changes.</source>
        <translation>Việc huấn luyện thay đổi những trọng số nào.</translation>
    </message>
    <message>
        <source>LoRA rank</source>
        <translation>Hạng LoRA</translation>
    </message>
    <message>
        <source>Inner width of the adapters.</source>
        <translation>Độ rộng bên trong của các bộ thích ứng.</translation>
    </message>
    <message>
        <source>LoRA alpha</source>
        <translation>Alpha của LoRA</translation>
    </message>
    <message>
        <source>What the adapters add is multiplied by alpha / rank: raising both together changes nothing.</source>
        <translation>Phần các bộ thích ứng cộng thêm được nhân với alpha / hạng: tăng cả hai cùng lúc thì không thay đổi gì.</translation>
    </message>
    <message>
        <source>LoRA dropout</source>
        <translation>Dropout của LoRA</translation>
    </message>
    <message>
        <source>Share of the adapters&apos; inputs that is set to zero in training.</source>
        <translation>Tỷ lệ đầu vào của các bộ thích ứng được đặt về 0 khi huấn luyện.</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>Queries, keys, values and outputs.</source>
        <translation>Query, key, value và đầu ra.</translation>
    </message>
    <message>
        <source>Queries and values</source>
        <translation>Query và value</translation>
    </message>
    <message>
        <source>As LlamaRec does.</source>
        <translation>Như LlamaRec.</translation>
    </message>
    <message>
        <source>All linear layers</source>
        <translation>Mọi lớp tuyến tính</translation>
    </message>
    <message>
        <source>Those of attention and of the networks between.</source>
        <translation>Các lớp của attention và của các mạng ở giữa.</translation>
    </message>
    <message>
        <source>LoRA targets</source>
        <translation>Đích của LoRA</translation>
    </message>
    <message>
        <source>Which matrices get adapters.</source>
        <translation>Những ma trận nào có bộ thích ứng.</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Câu nhắc</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Dự án</translation>
    </message>
    <message>
        <source>A user&apos;s turn in the chat template of the model, thinking disabled.</source>
        <translation>Một lượt của người dùng theo mẫu hội thoại của mô hình, tắt suy nghĩ.</translation>
    </message>
    <message>
        <source>LlamaRec</source>
        <translation>LlamaRec</translation>
    </message>
    <message>
        <source>Plain text with three headed blocks, without turns.</source>
        <translation>Văn bản thường gồm ba khối có tiêu đề, không chia lượt.</translation>
    </message>
    <message>
        <source>Wording</source>
        <translation>Cách diễn đạt</translation>
    </message>
    <message>
        <source>Template of the prompt.</source>
        <translation>Mẫu của câu nhắc.</translation>
    </message>
    <message>
        <source>Most candidates</source>
        <translation>Số ứng viên tối đa</translation>
    </message>
    <message>
        <source>Most history</source>
        <translation>Lịch sử tối đa</translation>
    </message>
    <message>
        <source>Last items of the user that the prompt lists. LlamaRec takes 20.</source>
        <translation>Số mục cuối của người dùng mà câu nhắc liệt kê. LlamaRec lấy 20.</translation>
    </message>
    <message>
        <source>Longest prompt</source>
        <translation>Câu nhắc dài nhất</translation>
    </message>
    <message>
        <source>Longer prompts lose the oldest history first, then parts of titles, and in training negatives; never the end, where the answer stands.</source>
        <translation>Câu nhắc dài hơn mất phần lịch sử cũ nhất trước, rồi một phần tiêu đề, và khi huấn luyện thì mất các mẫu âm; không bao giờ mất phần cuối, nơi có câu trả lời.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>token</translation>
    </message>
    <message>
        <source>Longest title</source>
        <translation>Tiêu đề dài nhất</translation>
    </message>
    <message>
        <source>Titles, captions and summaries are each cut to so many tokens.</source>
        <translation>Mỗi tiêu đề, chú thích và tóm tắt được cắt còn ngần ấy token.</translation>
    </message>
    <message>
        <source>Prompts per update.</source>
        <translation>Số câu nhắc mỗi lần cập nhật.</translation>
    </message>
    <message>
        <source>Updates over which the learning rate rises to its full value.</source>
        <translation>Số lần cập nhật để tốc độ học tăng lên giá trị đầy đủ.</translation>
    </message>
    <message>
        <source>Letter and end</source>
        <translation>Chữ cái và kết thúc</translation>
    </message>
    <message>
        <source>The mean over the letter and the end of the turn, each among the whole vocabulary: what a language model is trained on.</source>
        <translation>Trung bình của chữ cái và dấu kết thúc lượt, mỗi thứ xét trên toàn bộ từ vựng: điều mà mô hình ngôn ngữ được huấn luyện.</translation>
    </message>
    <message>
        <source>Letter among the labels</source>
        <translation>Chữ cái trong các nhãn</translation>
    </message>
    <message>
        <source>The letter alone, among the labels of the prompt.</source>
        <translation>Chỉ chữ cái, xét trong các nhãn của câu nhắc.</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>Mục tiêu</translation>
    </message>
    <message>
        <source>The loss that is minimised. All three losses are drawn whatever it is.</source>
        <translation>Hàm mất mát được tối thiểu hóa. Cả ba hàm mất mát luôn được vẽ.</translation>
    </message>
    <message>
        <source>Training samples</source>
        <translation>Mẫu huấn luyện</translation>
    </message>
    <message>
        <source>All prefixes</source>
        <translation>Mọi tiền tố</translation>
    </message>
    <message>
        <source>Every item of a training list but the first is asked for once per epoch.</source>
        <translation>Mỗi epoch hỏi một lần về từng mục của danh sách huấn luyện, trừ mục đầu.</translation>
    </message>
    <message>
        <source>The last item</source>
        <translation>Mục cuối</translation>
    </message>
    <message>
        <source>One sample for each user: far fewer updates.</source>
        <translation>Một mẫu cho mỗi người dùng: ít lần cập nhật hơn nhiều.</translation>
    </message>
    <message>
        <source>One random prefix</source>
        <translation>Một tiền tố ngẫu nhiên</translation>
    </message>
    <message>
        <source>One sample for each user, drawn once for the whole run.</source>
        <translation>Một mẫu cho mỗi người dùng, rút một lần cho cả lượt chạy.</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Mẫu</translation>
    </message>
    <message>
        <source>What an epoch is made of. Negatives are drawn anew in each epoch.</source>
        <translation>Một epoch gồm những gì. Mẫu âm được rút lại ở mỗi epoch.</translation>
    </message>
    <message>
        <source>Most samples of a user</source>
        <translation>Số mẫu tối đa của một người dùng</translation>
    </message>
    <message>
        <source>In an epoch, drawn anew in each. 0 sets no bound.</source>
        <translation>Trong một epoch, rút lại ở mỗi epoch. 0 là không giới hạn.</translation>
    </message>
    <message>
        <source>Most samples</source>
        <translation>Số mẫu tối đa</translation>
    </message>
    <message>
        <source>In an epoch over all users, drawn anew in each. 0 sets no bound.</source>
        <translation>Trong một epoch trên mọi người dùng, rút lại ở mỗi epoch. 0 là không giới hạn.</translation>
    </message>
    <message>
        <source>Items outside the training list</source>
        <translation>Mục ngoài danh sách huấn luyện</translation>
    </message>
    <message>
        <source>Nothing that the user takes later in training is a negative.</source>
        <translation>Không mục nào người dùng chọn về sau trong phần huấn luyện là mẫu âm.</translation>
    </message>
    <message>
        <source>Items outside the prefix</source>
        <translation>Mục ngoài tiền tố</translation>
    </message>
    <message>
        <source>As LlamaRec does: later items may be negatives.</source>
        <translation>Như LlamaRec: các mục về sau có thể là mẫu âm.</translation>
    </message>
    <message>
        <source>Negatives</source>
        <translation>Mẫu âm</translation>
    </message>
    <message>
        <source>What the candidates beside the true item are drawn from, evenly.</source>
        <translation>Các ứng viên ngoài mục đúng được rút đều từ đâu.</translation>
    </message>
    <message>
        <source>Reading the answer</source>
        <translation>Đọc câu trả lời</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Số thứ tự sắp xếp</translation>
    </message>
    <message>
        <source>Each list is asked for in so many orders, and the logarithms of the probabilities are averaged. Costs as many times the time.</source>
        <translation>Mỗi danh sách được hỏi theo ngần ấy thứ tự, rồi lấy trung bình logarit của các xác suất. Tốn thời gian gấp ngần ấy lần.</translation>
    </message>
    <message>
        <source>Remove the letters&apos; prior</source>
        <translation>Khử thiên lệch của chữ cái</translation>
    </message>
    <message>
        <source>How probable each letter is whatever stands behind it is measured on lists without a right answer, and divided out.</source>
        <translation>Xác suất của mỗi chữ cái bất kể đứng sau nó là gì được đo trên các danh sách không có câu trả lời đúng, rồi được chia bỏ.</translation>
    </message>
    <message>
        <source>Fit a temperature</source>
        <translation>Khớp nhiệt độ</translation>
    </message>
    <message>
        <source>One number, fitted on validation, that makes the probabilities as confident as they are right. It changes no order.</source>
        <translation>Một con số, khớp trên phần xác thực, làm cho độ tự tin của các xác suất bằng mức đúng của chúng. Nó không đổi thứ tự nào.</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Cắt</translation>
    </message>
    <message>
        <source>The first candidates of stage 1 are ordered, the rest stays behind them. Sampled lists are ordered by windows.</source>
        <translation>Các ứng viên đầu của giai đoạn 1 được sắp xếp, phần còn lại đứng sau chúng. Danh sách lấy mẫu được xếp bằng cửa sổ trượt.</translation>
    </message>
    <message>
        <source>Windows</source>
        <translation>Cửa sổ trượt</translation>
    </message>
    <message>
        <source>A window moves from the end of the list to its top by half its length.</source>
        <translation>Một cửa sổ dịch từ cuối danh sách lên đầu, mỗi lần nửa độ dài của nó.</translation>
    </message>
    <message>
        <source>Tournament</source>
        <translation>Đấu loại</translation>
    </message>
    <message>
        <source>Groups send their best on, until one prompt holds those that are left.</source>
        <translation>Các nhóm chọn ra những ứng viên tốt nhất, cho đến khi một câu nhắc chứa hết số còn lại.</translation>
    </message>
    <message>
        <source>Longer lists</source>
        <translation>Danh sách dài hơn</translation>
    </message>
    <message>
        <source>What is done with lists of more candidates than a prompt may have.</source>
        <translation>Xử lý thế nào với danh sách có nhiều ứng viên hơn một câu nhắc cho phép.</translation>
    </message>
    <message>
        <source>A language model reads the titles of the user&apos;s last items and of the candidates, each behind a letter; the probabilities of the letters at the place of the answer order the candidates. Adapters teach it from the training data.</source>
        <translation>Mô hình ngôn ngữ đọc tiêu đề các mục cuối của người dùng và của các ứng viên, mỗi ứng viên đứng sau một chữ cái; xác suất của các chữ cái tại vị trí câu trả lời xếp thứ tự các ứng viên. Các bộ thích ứng dạy nó từ dữ liệu huấn luyện.</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Ngắn</translation>
    </message>
    <message>
        <source>5 epochs instead of 10.</source>
        <translation>5 epoch thay vì 10.</translation>
    </message>
    <message>
        <source>The values of LlamaRec: its wording, 20 items of history and 20 candidates, adapters on queries and values with alpha 32, one epoch.</source>
        <translation>Các giá trị của LlamaRec: cách diễn đạt của nó, 20 mục lịch sử và 20 ứng viên, bộ thích ứng trên query và value với alpha 32, một epoch.</translation>
    </message>
    <message>
        <source>Larger adapters</source>
        <translation>Bộ thích ứng lớn hơn</translation>
    </message>
    <message>
        <source>Rank 16 and alpha 32 on all matrices of attention; the scale stays 2.</source>
        <translation>Hạng 16 và alpha 32 trên mọi ma trận của attention; hệ số vẫn là 2.</translation>
    </message>
    <message>
        <source>bfloat16 for models of 100 million weights or more where the processor is faster with it, else float32.</source>
        <translation>bfloat16 cho mô hình từ 100 triệu trọng số khi bộ xử lý chạy nhanh hơn với nó, nếu không thì float32.</translation>
    </message>
    <message>
        <source>bfloat16 on a graphics processor, and for models of 100 million weights or more where the processor is faster with it; else float32.</source>
        <translation>bfloat16 trên bộ xử lý đồ họa, và cho mô hình từ 100 triệu trọng số khi bộ xử lý chạy nhanh hơn với nó; nếu không thì float32.</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>Half the memory traffic; rounding changes few lists.</source>
        <translation>Một nửa lượng truy cập bộ nhớ; việc làm tròn chỉ đổi thứ tự ở ít danh sách.</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 bit</translation>
    </message>
    <message>
        <source>Scoring precision</source>
        <translation>Độ chính xác khi chấm điểm</translation>
    </message>
    <message>
        <source>Gradient checkpointing</source>
        <translation>Lưu điểm gradient</translation>
    </message>
    <message>
        <source>Nothing is rounded.</source>
        <translation>Không làm tròn gì.</translation>
    </message>
    <message>
        <source>As the models are published; products and attention are rounded to it.</source>
        <translation>Như các mô hình được công bố; phép nhân và chú ý được làm tròn theo nó.</translation>
    </message>
    <message>
        <source>4 bits (NF4)</source>
        <translation>4 bit (NF4)</translation>
    </message>
    <message>
        <source>QLoRA: a quarter of the memory of bfloat16, slower, and another model by a little. It is scored in 4 bits too.</source>
        <translation>QLoRA: một phần tư bộ nhớ của bfloat16, chậm hơn, và mô hình khác đi một chút. Khi chấm điểm cũng ở 4 bit.</translation>
    </message>
    <message>
        <source>Precision of the model</source>
        <translation>Độ chính xác của mô hình</translation>
    </message>
    <message>
        <source>What the model&apos;s matrices are held in while adapters are trained. Adapters are always in float32.</source>
        <translation>Các ma trận của mô hình được giữ ở độ chính xác nào khi huấn luyện bộ thích ứng. Bộ thích ứng luôn ở float32.</translation>
    </message>
    <message>
        <source>Weights and activations in 8 bits, with scales. After training, 64 lists are held against the model as it was trained; when more than one in ten gets another first candidate, that one is used.</source>
        <translation>Trọng số và giá trị kích hoạt ở 8 bit, có hệ số tỷ lệ. Sau khi huấn luyện, 64 danh sách được so với mô hình như khi huấn luyện; nếu hơn một phần mười có ứng viên đứng đầu khác thì dùng mô hình đó.</translation>
    </message>
    <message>
        <source>8 bits (int8)</source>
        <translation>8 bit (int8)</translation>
    </message>
    <message>
        <source>What prompts are scored in, for validation and results; a model that is trained in 8 or 4 bits is scored in those. On a graphics processor this has no effect: prompts are scored in the precision that the model has there.</source>
        <translation>Các câu nhắc được chấm điểm ở độ chính xác nào, khi kiểm định và cho kết quả; mô hình huấn luyện ở 8 hoặc 4 bit được chấm điểm ở đúng số bit đó. Trên bộ xử lý đồ họa, thiết lập này không có tác dụng: các câu nhắc được chấm điểm ở độ chính xác mà mô hình có ở đó.</translation>
    </message>
    <message>
        <source>Half the memory of bfloat16, and another model by very little: matrices lie in whole numbers of 8 bits with a scale for each row, and products are in 8 bits, for gradients too: the fastest to train. It is scored in 8 bits.</source>
        <translation>Một nửa bộ nhớ của bfloat16, và mô hình chỉ khác đi rất ít: ma trận được giữ bằng số nguyên 8 bit với một hệ số cho mỗi hàng, và các phép nhân dùng 8 bit, kể cả cho gradient: huấn luyện nhanh nhất. Khi chấm điểm cũng dùng 8 bit.</translation>
    </message>
    <message>
        <source>Trains the vectors of ids and the users&apos; preferences, as the paper says. Off, they stay random, as in the reference code, whose numbers are the published ones.</source>
        <translation>Huấn luyện các vectơ định danh và sở thích người dùng như bài báo viết. Khi tắt, chúng vẫn ngẫu nhiên như trong mã tham chiếu, nơi có các con số đã công bố.</translation>
    </message>
    <message>
        <source>Weight of the squared values of the tables in the loss; changes nothing where those are not trained. The published grid is 0, 1e-5, 1e-4, 1e-3, 0.01, 0.1.</source>
        <translation>Trọng số của bình phương các giá trị trong bảng trong hàm mất mát; không thay đổi gì khi các bảng không được huấn luyện. Lưới giá trị đã công bố là 0, 1e-5, 1e-4, 1e-3, 0.01, 0.1.</translation>
    </message>
    <message>
        <source>The vectors of ids and the users&apos; preferences are trained, too.</source>
        <translation>Các vectơ định danh và sở thích của người dùng cũng được huấn luyện.</translation>
    </message>
    <message>
        <source>Which items of the user&apos;s own history are left out of the ranking and of the retrieved lists, in validation and test. A reranker never gets items of the history.</source>
        <translation>Những mục nào trong lịch sử của chính người dùng bị loại khỏi bảng xếp hạng và các danh sách truy xuất, trong xác thực và kiểm tra. Mô hình xếp hạng lại không bao giờ nhận các mục của lịch sử.</translation>
    </message>
    <message>
        <source>Training stops when more than this many validations in a row had no better Recall@20, as in the MMRec toolbox.</source>
        <translation>Huấn luyện dừng khi nhiều hơn số lần xác thực này liên tiếp không có Recall@20 tốt hơn, như trong bộ công cụ MMRec.</translation>
    </message>
    <message>
        <source>Start from an adapter</source>
        <translation>Bắt đầu từ một adapter</translation>
    </message>
    <message>
        <source>Folder of a LoRA adapter as PEFT writes it, trained on the same model, from which the training goes on. Its own rank, alpha, dropout and targets hold. Empty: adapters start anew.</source>
        <translation>Thư mục của một adapter LoRA như PEFT ghi ra, đã huấn luyện trên cùng mô hình, từ đó việc huấn luyện tiếp tục. Hạng, alpha, dropout và đích của chính nó được dùng. Để trống: adapter bắt đầu mới.</translation>
    </message>
    <message>
        <source>Candidates in one prompt: each has a letter, and there are 52. Training lists are as long as those that are evaluated, and no longer than this. 0 is 52.</source>
        <translation>Số ứng viên trong một câu nhắc: mỗi ứng viên có một chữ cái, và chỉ có 52 chữ cái. Danh sách huấn luyện dài bằng danh sách được đánh giá và không dài hơn số này. 0 là 52.</translation>
    </message>
    <message>
        <source>Hard negatives</source>
        <translation>Mẫu âm khó</translation>
    </message>
    <message>
        <source>Share of the negatives that is drawn from what the retriever would give for the same prefix. Lists of evenly drawn items are easier to order than those of a retriever, which are evaluated in retrieval mode.</source>
        <translation>Tỷ lệ mẫu âm được rút từ những mục mà bộ truy xuất sẽ đưa ra cho cùng tiền tố đó. Danh sách gồm các mục rút đều dễ xếp thứ tự hơn danh sách của bộ truy xuất, vốn được đánh giá ở chế độ retrieval.</translation>
    </message>
    <message>
        <source>Candidates in a window, or in a group, where a list is longer than a prompt may be. Training lists then have as many.</source>
        <translation>Số ứng viên trong một cửa sổ hoặc một nhóm, khi danh sách dài hơn mức một câu nhắc cho phép. Khi đó danh sách huấn luyện cũng có từng ấy ứng viên.</translation>
    </message>
    <message>
        <source>Of every layer only the inputs of its halves are kept for the backward pass, and the rest is computed again: takes less memory and more time. The results are the same.</source>
        <translation>Mỗi lớp chỉ giữ đầu vào của hai nửa cho lượt lan truyền ngược, phần còn lại được tính lại: tốn ít bộ nhớ hơn và nhiều thời gian hơn. Kết quả không đổi.</translation>
    </message>
    <message>
        <source>For the built-in model: at most 1,000 updates at a high learning rate, adapters on all linear layers.</source>
        <translation>Cho mô hình có sẵn: nhiều nhất 1.000 lần cập nhật với tốc độ học cao, bộ thích ứng trên mọi lớp tuyến tính.</translation>
    </message>
</context>
<context>
    <name>RetrievalPage</name>
    <message>
        <source>shown as A</source>
        <translation>đang là A</translation>
    </message>
    <message>
        <source>User by user</source>
        <translation>Từng người dùng</translation>
    </message>
    <message>
        <source>Lists as a whole</source>
        <translation>Toàn bộ danh sách</translation>
    </message>
    <message>
        <source>Run A</source>
        <translation>Lượt A</translation>
    </message>
    <message>
        <source>A second run on the same data, shown beside A</source>
        <translation>Lượt chạy thứ hai trên cùng dữ liệu, hiện bên cạnh A</translation>
    </message>
    <message>
        <source>Run B</source>
        <translation>Lượt B</translation>
    </message>
    <message>
        <source>Run B, shown beside A</source>
        <translation>Lượt B, hiện bên cạnh A</translation>
    </message>
    <message>
        <source>test</source>
        <translation>kiểm tra</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>xác thực</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Phần dữ liệu</translation>
    </message>
    <message>
        <source>Length of the lists, and what counts as found. Stage 1 stores %1 places of each list.</source>
        <translation>Độ dài của danh sách, và thế nào là tìm thấy. Giai đoạn 1 lưu %1 vị trí của mỗi danh sách.</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Top</translation>
    </message>
    <message>
        <source>Length of the lists</source>
        <translation>Độ dài của danh sách</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Run the sample</source>
        <translation>Chạy bộ mẫu</translation>
    </message>
    <message>
        <source>Next user</source>
        <translation>Người dùng sau</translation>
    </message>
    <message>
        <source>Previous user</source>
        <translation>Người dùng trước</translation>
    </message>
    <message>
        <source>Search users</source>
        <translation>Tìm người dùng</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name of a run, its methods</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The runs could not be read.</source>
        <translation>Không đọc được các lượt chạy.</translation>
    </message>
    <message>
        <source>No lists yet</source>
        <translation>Chưa có danh sách</translation>
    </message>
    <message>
        <source>When a run with stage 1 has finished, each user&apos;s list can be looked at here: the history, the items that retrieval offers, and where the true item stands.</source>
        <translation>Khi một lượt chạy có giai đoạn 1 hoàn tất, có thể xem danh sách của từng người dùng ở đây: lịch sử, các mục mà bước truy xuất đưa ra, và mục đúng đứng ở đâu.</translation>
    </message>
    <message>
        <source>none: one run alone</source>
        <translation>không: chỉ một lượt chạy</translation>
    </message>
    <message>
        <source>none: there is no other run</source>
        <translation>không: chưa có lượt chạy nào khác</translation>
    </message>
    <message>
        <source>The lists could not be read.</source>
        <translation>Không đọc được các danh sách.</translation>
    </message>
    <message>
        <source>No lists per user in this run</source>
        <translation>Lượt chạy này không có danh sách theo người dùng</translation>
    </message>
    <message>
        <source>They are stored when stage 1 is evaluated. Run %1 has none for the %2 split. Choose another run or split above, or evaluate it again: rerank evaluate --run %1</source>
        <translation>Chúng được lưu khi giai đoạn 1 được đánh giá. Lượt chạy %1 không có danh sách nào cho phần %2. Hãy chọn lượt chạy hoặc phần dữ liệu khác ở trên, hoặc đánh giá lại: rerank evaluate --run %1</translation>
    </message>
    <message>
        <source>Titles and pictures are missing.</source>
        <translation>Thiếu tiêu đề và ảnh.</translation>
    </message>
    <message>
        <source>The list of this user could not be read.</source>
        <translation>Không đọc được danh sách của người dùng này.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln items</source>
        <translation>
            <numerusform>%Ln mục</numerusform>
        </translation>
    </message>
    <message>
        <source>on other data (%1)</source>
        <comment>name of a dataset</comment>
        <translation>trên dữ liệu khác (%1)</translation>
    </message>
    <message>
        <source>test (not shown: a search)</source>
        <translation>kiểm tra (không hiện: đợt tìm kiếm)</translation>
    </message>
    <message>
        <source>true item: &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>mục đúng: &lt;b&gt;%1&lt;/b&gt;</translation>
    </message>
    <message numerus="yes">
        <source>%Ln true items, best placed: &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>
            <numerusform>%Ln mục đúng, hạng tốt nhất: &lt;b&gt;%1&lt;/b&gt;</numerusform>
        </translation>
    </message>
    <message>
        <source>&lt;b&gt;User %1&lt;/b&gt; · %2 · history: %3, the newest at the right</source>
        <translation>&lt;b&gt;Người dùng %1&lt;/b&gt; · %2 · lịch sử: %3, mới nhất ở bên phải</translation>
    </message>
    <message>
        <source>&lt;b&gt;User %1&lt;/b&gt; · %2 · history: %3, validation items at the right</source>
        <translation>&lt;b&gt;Người dùng %1&lt;/b&gt; · %2 · lịch sử: %3, các mục xác thực ở bên phải</translation>
    </message>
</context>
<context>
    <name>RunChoice</name>
    <message>
        <source>%1 – %2</source>
        <comment>a run, why it cannot be chosen</comment>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>RunDetails</name>
    <message>
        <source>Settings of the run</source>
        <translation>Thiết lập của lượt chạy</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Thiết lập</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Giá trị</translation>
    </message>
    <message>
        <source>Files of the run</source>
        <translation>Các tệp của lượt chạy</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Loại</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Kích thước</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Tệp</translation>
    </message>
    <message>
        <source>Summary of the run</source>
        <translation>Tóm tắt lượt chạy</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>Nhật ký của lượt chạy</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Tóm tắt</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Thiết lập</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Tệp</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Nhật ký</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Dòng lệnh</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Copy the command that repeats this run</source>
        <translation>Sao chép lệnh chạy lại lượt chạy này</translation>
    </message>
    <message>
        <source>&lt;p&gt;Select a run to see its settings, warnings, files and log.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Chọn một lượt chạy để xem thiết lập, cảnh báo, tệp và nhật ký của nó.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>%1, attempt %2</source>
        <translation>%1, lần thử %2</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Nhiệm vụ</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Phương pháp</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Tập dữ liệu</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>Dấu vân dữ liệu</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Tạo lúc</translation>
    </message>
    <message>
        <source>Worked for</source>
        <translation>Thời gian chạy</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Not trained.</source>
        <translation>Chưa huấn luyện.</translation>
    </message>
    <message>
        <source>At least one stage did not train or fell back to uniform scores, so this run is kept out of rankings and significance.</source>
        <translation>Ít nhất một giai đoạn không được huấn luyện hoặc phải dùng điểm đều nhau, nên lượt chạy này không được đưa vào xếp hạng và xét mức ý nghĩa.</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Cảnh báo</translation>
    </message>
    <message>
        <source>%1 (%2 times)</source>
        <translation>%1 (%2 lần)</translation>
    </message>
    <message>
        <source>Retrieval delivered the true item for %1 % of the users: the ceiling of Recall.</source>
        <translation>Bước truy xuất đưa ra mục đúng cho %1 % số người dùng: cận trên của Recall.</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>không đọc được</translation>
    </message>
    <message>
        <source>error</source>
        <translation>lỗi</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>cảnh báo</translation>
    </message>
    <message>
        <source>info</source>
        <translation>thông tin</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>xác thực</translation>
    </message>
    <message>
        <source>test</source>
        <translation>kiểm tra</translation>
    </message>
    <message>
        <source>by stage 1</source>
        <translation>theo giai đoạn 1</translation>
    </message>
    <message>
        <source>all users</source>
        <translation>mọi người dùng</translation>
    </message>
    <message>
        <source>by popularity</source>
        <translation>theo độ phổ biến</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>ngẫu nhiên</translation>
    </message>
    <message>
        <source>Stage 1</source>
        <translation>Giai đoạn 1</translation>
    </message>
    <message>
        <source>Stage 2</source>
        <translation>Giai đoạn 2</translation>
    </message>
</context>
<context>
    <name>RunFeed</name>
    <message>
        <source>Checkpoint written at step %1.</source>
        <translation>Đã ghi checkpoint ở bước %1.</translation>
    </message>
</context>
<context>
    <name>RunQueue</name>
    <message>
        <source>starting</source>
        <translation>đang khởi động</translation>
    </message>
</context>
<context>
    <name>RunText</name>
    <message>
        <source>queued</source>
        <translation>đang chờ</translation>
    </message>
    <message>
        <source>running</source>
        <translation>đang chạy</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>hoàn tất</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>đã dừng</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>thất bại</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>phân kỳ</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>bị gián đoạn</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lượt chạy %1</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>&lt; 0.1 s</source>
        <translation>&lt; 0,1 giây</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 giây</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 phút %2 giây</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 giờ %2 phút</translation>
    </message>
    <message>
        <source>%1th</source>
        <translation>hạng %1</translation>
    </message>
    <message>
        <source>%1st</source>
        <translation>hạng %1</translation>
    </message>
    <message>
        <source>%1nd</source>
        <translation>hạng %1</translation>
    </message>
    <message>
        <source>%1rd</source>
        <translation>hạng %1</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>Run %1 belongs to search %2. Test results of a search are shown for the combination that the validation items choose, and for no other.</source>
        <translation>Lượt chạy %1 thuộc đợt tìm kiếm %2. Kết quả kiểm tra của một đợt tìm kiếm chỉ hiện ra cho tổ hợp được chọn bằng các mục xác thực.</translation>
    </message>
</context>
<context>
    <name>RunTexts</name>
    <message>
        <source>queued</source>
        <translation>đang chờ</translation>
    </message>
    <message>
        <source>running</source>
        <translation>đang chạy</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>hoàn tất</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>đã dừng</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>thất bại</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>phân kỳ</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>bị gián đoạn</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 giây</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 phút %2 giây</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 giờ %2 phút</translation>
    </message>
    <message>
        <source>about %1 s left</source>
        <translation>còn khoảng %1 giây</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>còn khoảng %1 phút</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>còn khoảng %1 giờ</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 trên %2</translation>
    </message>
    <message>
        <source>Preparing data</source>
        <translation>Chuẩn bị dữ liệu</translation>
    </message>
    <message>
        <source>Stage 1</source>
        <translation>Giai đoạn 1</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Ứng viên</translation>
    </message>
    <message>
        <source>Stage 2</source>
        <translation>Giai đoạn 2</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Đánh giá</translation>
    </message>
    <message>
        <source>BPR</source>
        <translation>BPR</translation>
    </message>
    <message>
        <source>regulariser</source>
        <translation>điều chuẩn</translation>
    </message>
    <message>
        <source>users and items</source>
        <translation>người dùng và sản phẩm</translation>
    </message>
    <message>
        <source>features and items</source>
        <translation>đặc trưng và sản phẩm</translation>
    </message>
    <message>
        <source>features with themselves</source>
        <translation>đặc trưng với chính chúng</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>entropy</translation>
    </message>
    <message>
        <source>letter, in the list</source>
        <translation>chữ cái, trong danh sách</translation>
    </message>
    <message>
        <source>letter, all tokens</source>
        <translation>chữ cái, mọi token</translation>
    </message>
    <message>
        <source>end of the answer</source>
        <translation>kết thúc câu trả lời</translation>
    </message>
</context>
<context>
    <name>RunsModel</name>
    <message>
        <source>%1 (not trained)</source>
        <translation>%1 (chưa huấn luyện)</translation>
    </message>
    <message>
        <source>%1 *</source>
        <translation>%1 *</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>%1
%2
%3</source>
        <translation>%1
%2
%3</translation>
    </message>
    <message>
        <source>Warnings: %1. They are listed in the details.</source>
        <translation>Số cảnh báo: %1. Chúng được liệt kê trong phần chi tiết.</translation>
    </message>
    <message>
        <source>At least one stage of this run did not train or fell back to uniform scores. It is kept out of rankings and significance.</source>
        <translation>Ít nhất một giai đoạn của lượt chạy này không được huấn luyện hoặc phải dùng điểm đều nhau. Lượt chạy không được đưa vào xếp hạng và xét mức ý nghĩa.</translation>
    </message>
    <message>
        <source>Not informative: the candidate lists hold at most 10 items, so every method reaches 1.</source>
        <translation>Không có ý nghĩa: danh sách ứng viên có nhiều nhất 10 mục, nên phương pháp nào cũng đạt 1.</translation>
    </message>
    <message>
        <source>Test NDCG@10 divided by its exact expectation under random order of the same lists.</source>
        <translation>NDCG@10 kiểm tra chia cho kỳ vọng chính xác của nó khi các danh sách đó có thứ tự ngẫu nhiên.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>trống</translation>
    </message>
    <message>
        <source>Share of all test users whose true item is among the first 10, after the last stage. Higher is better.</source>
        <translation>Tỉ lệ trong tất cả người dùng kiểm tra có mục đúng trong 10 mục đầu, sau giai đoạn cuối. Càng cao càng tốt.</translation>
    </message>
    <message>
        <source>Mean over all test users of 1 / log2(rank + 1) for a true item among the first 10, after the last stage. Higher is better.</source>
        <translation>Trung bình trên tất cả người dùng kiểm tra của 1 / log2(hạng + 1) khi mục đúng nằm trong 10 mục đầu, sau giai đoạn cuối. Càng cao càng tốt.</translation>
    </message>
    <message>
        <source>Test NDCG@10 as a multiple of its value under random order.</source>
        <translation>NDCG@10 kiểm tra gấp bao nhiêu lần giá trị của nó khi thứ tự ngẫu nhiên.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Tập dữ liệu</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Phương pháp</translation>
    </message>
    <message>
        <source>vs chance</source>
        <translation>so với ngẫu nhiên</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Thời lượng</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Nhãn</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Tạo lúc</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lượt chạy</translation>
    </message>
    <message>
        <source>The run belongs to search %1. Test results of a search are shown for the combination that the validation items choose, and for no other.</source>
        <translation>Lượt chạy này thuộc đợt tìm kiếm %1. Kết quả kiểm tra của một đợt tìm kiếm chỉ hiện ra cho tổ hợp được chọn bằng các mục xác thực.</translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message>
        <source>Run the sample</source>
        <translation>Chạy bộ mẫu</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Xóa bộ lọc</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>Chưa có lượt chạy nào</translation>
    </message>
    <message>
        <source>Every experiment that was started in this workspace will be listed here.</source>
        <translation>Mọi thí nghiệm đã bắt đầu trong không gian làm việc này sẽ được liệt kê ở đây.</translation>
    </message>
    <message>
        <source>No runs match</source>
        <translation>Không lượt chạy nào khớp</translation>
    </message>
    <message>
        <source>The filter hides every run of this workspace.</source>
        <translation>Bộ lọc đang ẩn mọi lượt chạy của không gian làm việc này.</translation>
    </message>
    <message>
        <source>Filter: words, or ndcg@10 &gt; 0.2 and method ~ bert4rec</source>
        <translation>Lọc: các từ, hoặc ndcg@10 &gt; 0.2 and method ~ bert4rec</translation>
    </message>
    <message>
        <source>Filter of the runs</source>
        <translation>Bộ lọc lượt chạy</translation>
    </message>
    <message>
        <source>Words are searched in all columns. An expression compares %1.</source>
        <translation>Các từ được tìm trong mọi cột. Biểu thức so sánh %1.</translation>
    </message>
    <message>
        <source>State of the runs</source>
        <translation>Trạng thái của các lượt chạy</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>Mọi trạng thái</translation>
    </message>
    <message>
        <source>In the trash</source>
        <translation>Trong thùng rác</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>Lọc lượt chạy</translation>
    </message>
    <message>
        <source>Open in Inspector</source>
        <translation>Mở trong trang Phân tích</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>So sánh</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Duplicate into Experiment</source>
        <translation>Chép sang trang Thí nghiệm</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Đổi tên</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Nhãn</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Làm lại</translation>
    </message>
    <message>
        <source>The runs could not be read.</source>
        <translation>Không đọc được các lượt chạy.</translation>
    </message>
    <message>
        <source>Runs: %1</source>
        <translation>Lượt chạy: %1</translation>
    </message>
    <message>
        <source>Runs: %1 of %2</source>
        <translation>Lượt chạy: %1 trên %2</translation>
    </message>
    <message>
        <source>Runs, rows: %1</source>
        <translation>Lượt chạy, số hàng: %1</translation>
    </message>
    <message>
        <source>Runs, %1 rows, filtered from %2</source>
        <translation>Lượt chạy, %1 hàng, lọc từ %2</translation>
    </message>
    <message>
        <source>Select two or more runs to compare them.</source>
        <translation>Chọn từ hai lượt chạy trở lên để so sánh.</translation>
    </message>
    <message>
        <source>Stopped, failed and interrupted runs can go on from their last checkpoint.</source>
        <translation>Các lượt chạy đã dừng, thất bại và bị gián đoạn có thể chạy tiếp từ checkpoint cuối cùng.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Khôi phục</translation>
    </message>
    <message>
        <source>rename run %1</source>
        <translation>đổi tên lượt chạy %1</translation>
    </message>
    <message>
        <source>note of run %1</source>
        <translation>ghi chú của lượt chạy %1</translation>
    </message>
    <message>
        <source>tags of run %1</source>
        <translation>nhãn của lượt chạy %1</translation>
    </message>
    <message>
        <source>Run %1 is still running.</source>
        <translation>Lượt chạy %1 vẫn đang chạy.</translation>
    </message>
    <message>
        <source>Stop it first, then delete it.</source>
        <translation>Hãy dừng nó trước, rồi xóa.</translation>
    </message>
    <message>
        <source>restore runs</source>
        <translation>khôi phục lượt chạy</translation>
    </message>
    <message>
        <source>delete runs</source>
        <translation>xóa lượt chạy</translation>
    </message>
    <message numerus="yes">
        <source>%n runs were restored.</source>
        <translation>
            <numerusform>Đã khôi phục %n lượt chạy.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs were moved to the trash.</source>
        <translation>
            <numerusform>Đã chuyển %n lượt chạy vào thùng rác.</numerusform>
        </translation>
    </message>
    <message>
        <source>The change could not be stored.</source>
        <translation>Không lưu được thay đổi.</translation>
    </message>
    <message>
        <source>Run %1 was restored.</source>
        <translation>Đã khôi phục lượt chạy %1.</translation>
    </message>
    <message>
        <source>Run %1 was moved to the trash.</source>
        <translation>Đã chuyển lượt chạy %1 vào thùng rác.</translation>
    </message>
</context>
<context>
    <name>SeriesPlot</name>
    <message>
        <source>step %1</source>
        <translation>bước %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>name of a series, value</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>explains %1 % of the line</source>
        <translation>thấp hơn đường tham chiếu %1 %</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n points, latest %2 at step %3</source>
        <translation>
            <numerusform>%1: %n điểm, mới nhất %2 ở bước %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Bảng</translation>
    </message>
    <message>
        <source>Show the points as a table (Ctrl+T)</source>
        <translation>Hiện các điểm dưới dạng bảng (Ctrl+T)</translation>
    </message>
    <message>
        <source>No points yet.</source>
        <translation>Chưa có điểm nào.</translation>
    </message>
    <message>
        <source>step</source>
        <translation>bước</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>epoch</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>giây</translation>
    </message>
    <message>
        <source>%1 (not numbers: %2)</source>
        <translation>%1 (không phải số: %2)</translation>
    </message>
    <message>
        <source> (%1)</source>
        <translation> (%1)</translation>
    </message>
</context>
<context>
    <name>SeriesTableModel</name>
    <message>
        <source>Series</source>
        <translation>Chuỗi số liệu</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Bước</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoch</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Giây</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Giá trị</translation>
    </message>
</context>
<context>
    <name>StepsModel</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Bước</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Interactions</source>
        <translation>Tương tác</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Giữ lại</translation>
    </message>
</context>
<context>
    <name>TableTools</name>
    <message>
        <source>Copy table</source>
        <translation>Sao chép bảng</translation>
    </message>
</context>
<context>
    <name>TopList</name>
    <message>
        <source>Copy list</source>
        <translation>Sao chép danh sách</translation>
    </message>
    <message>
        <source>List of %1: %2</source>
        <comment>letter, name of the run</comment>
        <translation>Danh sách của %1: %2</translation>
    </message>
    <message>
        <source>This run stored no list for this user.</source>
        <translation>Lượt chạy này không lưu danh sách nào cho người dùng này.</translation>
    </message>
    <message>
        <source>✓ The true item is in the top %1: %2.</source>
        <translation>✓ Mục đúng nằm trong top %1: %2.</translation>
    </message>
    <message>
        <source>✗ The true item is not in the top %1: %2.</source>
        <translation>✗ Mục đúng không nằm trong top %1: %2.</translation>
    </message>
    <message>
        <source>✓ %1 of %2 true items are in the top %3; the best has %4.</source>
        <translation>✓ %1 trên %2 mục đúng nằm trong top %3; mục tốt nhất có %4.</translation>
    </message>
    <message>
        <source>✗ %1 of %2 true items are in the top %3; the best has %4.</source>
        <translation>✗ %1 trên %2 mục đúng nằm trong top %3; mục tốt nhất có %4.</translation>
    </message>
</context>
<context>
    <name>UserTrait</name>
    <message>
        <source>wrong</source>
        <translation>sai</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>đều</translation>
    </message>
    <message>
        <source>over-confident wrong</source>
        <translation>sai nhưng quá tự tin</translation>
    </message>
    <message>
        <source>lost by retrieval</source>
        <translation>mất từ truy xuất</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>được nâng hạng</translation>
    </message>
    <message>
        <source>demoted</source>
        <translation>bị hạ hạng</translation>
    </message>
    <message>
        <source>ties</source>
        <translation>đồng hạng</translation>
    </message>
    <message>
        <source>Another item stands first, or shares the first place.</source>
        <translation>Một mục khác đứng đầu, hoặc cùng đứng đầu.</translation>
    </message>
    <message>
        <source>The entropy is above 98 % of ln n: the model hardly prefers any candidate.</source>
        <translation>Entropy trên 98 % của ln n: mô hình hầu như không thiên về ứng viên nào.</translation>
    </message>
    <message>
        <source>A wrong item has a probability of at least 0.5.</source>
        <translation>Một mục sai có xác suất ít nhất 0,5.</translation>
    </message>
    <message>
        <source>Stage 1 did not deliver the true item, so no reranker can find it.</source>
        <translation>Giai đoạn 1 không đưa ra mục đúng, nên không bộ xếp hạng lại nào tìm được nó.</translation>
    </message>
    <message>
        <source>The true item stands higher after reranking than before.</source>
        <translation>Mục đúng đứng cao hơn sau khi xếp hạng lại.</translation>
    </message>
    <message>
        <source>The true item stands lower after reranking than before.</source>
        <translation>Mục đúng đứng thấp hơn sau khi xếp hạng lại.</translation>
    </message>
    <message>
        <source>Other candidates have exactly the score of the true item.</source>
        <translation>Có ứng viên khác có điểm bằng đúng điểm của mục đúng.</translation>
    </message>
</context>
<context>
    <name>UsersModel</name>
    <message>
        <source>lost</source>
        <translation>bị mất</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>top item wrong</source>
        <translation>mục đầu sai</translation>
    </message>
    <message>
        <source>top item right</source>
        <translation>mục đầu đúng</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Rank of the true item, before and after reranking. A range is a tie.</source>
        <translation>Hạng của mục đúng, trước và sau khi xếp hạng lại. Một khoảng nghĩa là đồng hạng.</translation>
    </message>
    <message>
        <source>Whether the true item stands alone in the first place.</source>
        <translation>Mục đúng có đứng một mình ở vị trí đầu hay không.</translation>
    </message>
    <message>
        <source>Probability of the true item. Higher is better.</source>
        <translation>Xác suất của mục đúng. Càng cao càng tốt.</translation>
    </message>
    <message>
        <source>Entropy of the probabilities as a share of ln n; 100 % is a uniform distribution.</source>
        <translation>Entropy của các xác suất, tính theo tỉ lệ của ln n; 100 % là phân phối đều.</translation>
    </message>
    <message>
        <source>Other candidates with exactly the score of the true item.</source>
        <translation>Số ứng viên khác có điểm bằng đúng điểm của mục đúng.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Người dùng</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Lịch sử</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Hạng</translation>
    </message>
    <message>
        <source>Top 1</source>
        <translation>Mục đầu</translation>
    </message>
    <message>
        <source>p(true)</source>
        <translation>p(đúng)</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropy</translation>
    </message>
    <message>
        <source>Ties</source>
        <translation>Đồng hạng</translation>
    </message>
</context>
<context>
    <name>UsersPanel</name>
    <message>
        <source>Clear filters</source>
        <translation>Xóa bộ lọc</translation>
    </message>
    <message>
        <source>Search users</source>
        <translation>Tìm người dùng</translation>
    </message>
    <message>
        <source>User, or gt_rank &gt; 5 and history &lt; 9</source>
        <translation>Người dùng, hoặc gt_rank &gt; 5 and history &lt; 9</translation>
    </message>
    <message>
        <source>Part of a user&apos;s id, or an expression over user, history, gt_rank (in run A), n and ties (Ctrl+F).</source>
        <translation>Một phần mã người dùng, hoặc một biểu thức trên user, history, gt_rank (ở lượt A), n và ties (Ctrl+F).</translation>
    </message>
    <message>
        <source>Which users are shown</source>
        <translation>Những người dùng được hiện</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>question, number of users</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>All users</source>
        <translation>Mọi người dùng</translation>
    </message>
    <message>
        <source>In the top %1 of A, not of B</source>
        <translation>Trong top %1 của A, không của B</translation>
    </message>
    <message>
        <source>In the top %1 of B, not of A</source>
        <translation>Trong top %1 của B, không của A</translation>
    </message>
    <message>
        <source>In the top %1 of both</source>
        <translation>Trong top %1 của cả hai</translation>
    </message>
    <message>
        <source>In the top %1 of neither</source>
        <translation>Ngoài top %1 của cả hai</translation>
    </message>
    <message>
        <source>Higher in A</source>
        <translation>Cao hơn ở A</translation>
    </message>
    <message>
        <source>Higher in B</source>
        <translation>Cao hơn ở B</translation>
    </message>
    <message>
        <source>In the top %1</source>
        <translation>Trong top %1</translation>
    </message>
    <message>
        <source>Not in the top %1</source>
        <translation>Ngoài top %1</translation>
    </message>
    <message>
        <source>Where the true item stands.</source>
        <translation>Mục đúng đứng ở đâu.</translation>
    </message>
    <message>
        <source>Users: %1</source>
        <translation>Người dùng: %1</translation>
    </message>
    <message>
        <source>No users match</source>
        <translation>Không người dùng nào khớp</translation>
    </message>
    <message>
        <source>Users: %1 of %2</source>
        <translation>Người dùng: %1 trên %2</translation>
    </message>
    <message>
        <source>Users, %1 of %2</source>
        <translation>Người dùng, %1 trên %2</translation>
    </message>
</context>
<context>
    <name>WholeLists</name>
    <message>
        <source>What the lists of all users are like</source>
        <translation>Danh sách của mọi người dùng trông như thế nào</translation>
    </message>
    <message>
        <source>Run %1 was evaluated by a version that did not store these numbers. Evaluate it again: rerank evaluate --run %1</source>
        <translation>Lượt chạy %1 được đánh giá bằng một phiên bản chưa lưu các số này. Hãy đánh giá lại: rerank evaluate --run %1</translation>
    </message>
    <message>
        <source>No numbers about whole lists</source>
        <translation>Không có số liệu về toàn bộ danh sách</translation>
    </message>
    <message>
        <source>Over the test lists of all users, with the weights of the best validation. Popularity of an item is the number of its training interactions. Every row has an explanation in its tool tip.</source>
        <translation>Trên danh sách kiểm tra của mọi người dùng, với trọng số có kết quả xác thực tốt nhất. Độ phổ biến của một mục là số tương tác huấn luyện của nó. Mỗi hàng có lời giải thích trong chú giải hiện khi trỏ chuột.</translation>
    </message>
</context>
<context>
    <name>WholeListsModel</name>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>Shape of the lists</source>
        <translation>Hình dạng của các danh sách</translation>
    </message>
    <message>
        <source>Share of the catalogue shown</source>
        <translation>Phần danh mục được đưa ra</translation>
    </message>
    <message>
        <source>Items that are in at least one list, divided by all items. Higher: more of the catalogue is shown.</source>
        <translation>Số mục có trong ít nhất một danh sách, chia cho mọi mục. Càng cao thì càng nhiều mục của danh mục được đưa ra.</translation>
    </message>
    <message>
        <source>Gini of how often items are shown</source>
        <translation>Gini của số lần các mục được đưa ra</translation>
    </message>
    <message>
        <source>0: every item is shown equally often; towards 1: few items fill all lists. Lower is more even.</source>
        <translation>0: mọi mục được đưa ra như nhau; gần 1: một ít mục chiếm hết các danh sách. Càng thấp càng đều.</translation>
    </message>
    <message>
        <source>Popularity of shown items</source>
        <translation>Độ phổ biến của các mục được đưa ra</translation>
    </message>
    <message>
        <source>Training interactions of a shown item: the mean over users of the mean over their list.</source>
        <translation>Số tương tác huấn luyện của một mục được đưa ra: trung bình trên người dùng của trung bình trên danh sách của họ.</translation>
    </message>
    <message>
        <source>Popularity lift</source>
        <translation>Mức tăng độ phổ biến</translation>
    </message>
    <message>
        <source>Popularity of shown items divided by that of the users&apos; own items, minus 1. 0 %: as popular as what users chose themselves; above: the lists lean towards popular items.</source>
        <translation>Độ phổ biến của các mục được đưa ra chia cho độ phổ biến của các mục mà người dùng tự chọn, trừ 1. 0 %: phổ biến như những gì người dùng tự chọn; cao hơn: các danh sách nghiêng về mục phổ biến.</translation>
    </message>
    <message>
        <source>Popularity of the users&apos; own items</source>
        <translation>Độ phổ biến của các mục người dùng tự chọn</translation>
    </message>
    <message>
        <source>Training interactions of an item: the mean over users of the mean over their training items.</source>
        <translation>Số tương tác huấn luyện của một mục: trung bình trên người dùng của trung bình trên các mục huấn luyện của họ.</translation>
    </message>
    <message>
        <source>top %1</source>
        <translation>top %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>range of numbers</comment>
        <translation>%1 đến %2</translation>
    </message>
    <message>
        <source>%1: nobody</source>
        <comment>name of a group of users</comment>
        <translation>%1: không có ai</translation>
    </message>
    <message numerus="yes">
        <source>%Ln users</source>
        <translation>
            <numerusform>%Ln người dùng</numerusform>
        </translation>
    </message>
    <message>
        <source>By the length of the training history</source>
        <translation>Theo độ dài lịch sử huấn luyện</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Ngắn</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>Vừa</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>Dài</translation>
    </message>
    <message>
        <source>%1 items</source>
        <comment>a number or a range of numbers</comment>
        <translation>%1 mục</translation>
    </message>
    <message>
        <source>By the popularity of the true item</source>
        <translation>Theo độ phổ biến của mục đúng</translation>
    </message>
    <message>
        <source>Cold</source>
        <translation>Chưa từng gặp</translation>
    </message>
    <message>
        <source>Rare</source>
        <translation>Hiếm</translation>
    </message>
    <message>
        <source>Middling</source>
        <translation>Trung bình</translation>
    </message>
    <message>
        <source>Popular</source>
        <translation>Phổ biến</translation>
    </message>
    <message>
        <source>%1 interactions</source>
        <comment>a number or a range of numbers</comment>
        <translation>%1 tương tác</translation>
    </message>
    <message>
        <source>%1, %2, %3: %4</source>
        <comment>what, measure, run, value</comment>
        <translation>%1, %2, %3: %4</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Nội dung</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Độ đo</translation>
    </message>
    <message>
        <source>Against popularity: the same most popular items for everybody</source>
        <translation>So với độ phổ biến: mọi người cùng nhận những mục phổ biến nhất</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>chênh lệch</translation>
    </message>
    <message>
        <source>The run&apos;s mean less that of popularity. Above 0: better.</source>
        <translation>Trung bình của lần chạy trừ đi của độ phổ biến. Trên 0: tốt hơn.</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>khoảng tin cậy 95 %</translation>
    </message>
    <message>
        <source>Where the difference lies when other users of the same kind are drawn (bootstrap over users). Without 0 in it the difference is hardly chance.</source>
        <translation>Chênh lệch nằm ở đâu khi rút ra những người dùng khác cùng loại (bootstrap theo người dùng). Nếu không chứa 0 thì chênh lệch khó là do ngẫu nhiên.</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>How often a difference as large comes about by chance alone (permutation test, paired by user).</source>
        <translation>Tần suất một chênh lệch lớn như vậy chỉ do ngẫu nhiên (kiểm định hoán vị, ghép cặp theo người dùng).</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>number with its sign</comment>
        <translation>%1 %</translation>
    </message>
    <message numerus="yes">
        <source>%Ln true items</source>
        <translation>
            <numerusform>%Ln mục đúng</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>group, what makes it one, number of users or items</comment>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>Mean over these of 1 / log2(rank + 1) where the true item is in the first ten places; of several true items the sum, divided by the best possible. Higher is better.</source>
        <translation>Trung bình của 1 / log2(hạng + 1) khi mục đúng nằm trong mười vị trí đầu; nếu có nhiều mục đúng thì là tổng, chia cho giá trị tốt nhất có thể. Càng cao càng tốt.</translation>
    </message>
    <message>
        <source>Share of these items that stand within the first places. Higher is better.</source>
        <translation>Tỉ lệ các mục này nằm trong những vị trí đầu. Càng cao càng tốt.</translation>
    </message>
    <message>
        <source>Mean over these users of the share of their true items within the first places. Higher is better.</source>
        <translation>Trung bình trên những người dùng này của tỉ lệ mục đúng của họ nằm trong những vị trí đầu. Càng cao càng tốt.</translation>
    </message>
</context>
<context>
    <name>WorkerClient</name>
    <message>
        <source>The worker program could not be started.</source>
        <translation>Không khởi động được chương trình của tiến trình chạy.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Check that the file may be executed, then press Resume.</source>
        <translation>Hãy kiểm tra tệp có quyền thực thi hay không, rồi nhấn Tiếp tục.</translation>
    </message>
    <message>
        <source>Install rerank-worker beside this program, or set the variable WB_WORKER to its place.</source>
        <translation>Hãy cài rerank-worker bên cạnh chương trình này, hoặc đặt biến WB_WORKER trỏ đến chỗ của nó.</translation>
    </message>
    <message>
        <source>The worker was killed.</source>
        <translation>Tiến trình chạy bị buộc kết thúc.</translation>
    </message>
    <message>
        <source>The worker ended unexpectedly.</source>
        <translation>Tiến trình chạy kết thúc bất ngờ.</translation>
    </message>
    <message>
        <source>The process was ended by signal %1.</source>
        <translation>Tiến trình bị kết thúc bởi tín hiệu %1.</translation>
    </message>
    <message>
        <source>Press Resume to go on from the last checkpoint.</source>
        <translation>Nhấn Tiếp tục để chạy tiếp từ checkpoint cuối cùng.</translation>
    </message>
    <message>
        <source>This run was not started.</source>
        <translation>Lượt chạy này chưa được bắt đầu.</translation>
    </message>
    <message>
        <source>Another worker has it already, or it is no longer in the store.</source>
        <translation>Một tiến trình chạy khác đã nhận nó, hoặc nó không còn trong kho lưu.</translation>
    </message>
    <message>
        <source>Wait for the other worker, or start a new run.</source>
        <translation>Hãy chờ tiến trình chạy kia, hoặc bắt đầu một lượt chạy mới.</translation>
    </message>
    <message>
        <source>The worker ended without saying how the run went.</source>
        <translation>Tiến trình chạy kết thúc mà không cho biết lượt chạy ra sao.</translation>
    </message>
    <message>
        <source>Its exit code was %1.</source>
        <translation>Mã thoát của nó là %1.</translation>
    </message>
    <message>
        <source>Its last words were: %1</source>
        <translation>Những lời cuối của nó: %1</translation>
    </message>
    <message>
        <source>Read the log, then press Resume.</source>
        <translation>Hãy đọc nhật ký, rồi nhấn Tiếp tục.</translation>
    </message>
    <message>
        <source>The worker said that the run was finished, but ended with code %1.</source>
        <translation>Tiến trình chạy báo lượt chạy đã hoàn tất, nhưng kết thúc với mã %1.</translation>
    </message>
    <message>
        <source>Its results may be incomplete.</source>
        <translation>Kết quả của nó có thể chưa đầy đủ.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A workbench for two-stage recommendation research.</source>
        <translation>Bàn làm việc cho nghiên cứu hệ gợi ý hai giai đoạn.</translation>
    </message>
    <message>
        <source>The folder with runs and data.</source>
        <translation>Thư mục chứa các lượt chạy và dữ liệu.</translation>
    </message>
    <message>
        <source>The page to show first.</source>
        <translation>Trang hiện ra đầu tiên.</translation>
    </message>
    <message>
        <source>Language of the window: en or vi.</source>
        <translation>Ngôn ngữ của cửa sổ: en hoặc vi.</translation>
    </message>
    <message>
        <source>The run to show first.</source>
        <translation>Lượt chạy hiện ra đầu tiên.</translation>
    </message>
    <message>
        <source>The workspace cannot be opened</source>
        <translation>Không mở được không gian làm việc</translation>
    </message>
    <message>
        <source>The runs to compare, for example 1,2.</source>
        <translation>Các lượt chạy cần so sánh, chẳng hạn 1,2.</translation>
    </message>
    <message>
        <source>The part of the Data page to show: overview or items.</source>
        <translation>Phần của trang Dữ liệu được hiện: overview hoặc items.</translation>
    </message>
</context>
</TS>
