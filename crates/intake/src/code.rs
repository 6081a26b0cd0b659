//! Reasons for refusal: a closed list with stable names, and their sentences in both languages.

use std::fmt;

/// The sentences of a reason. `{value}`, `{field}` and `{detail}` are filled in from the refusal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub(crate) message_en: &'static str,
    pub(crate) message_vi: &'static str,
    pub(crate) hint_en: &'static str,
    pub(crate) hint_vi: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $en:literal $vi:literal $hint_en:literal $hint_vi:literal;)*) => {
        /// Why an item was refused. The names are stable; new ones may be added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $en] $variant,)*
        }

        impl Code {
            /// All reasons.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Name used in files, counters and JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            pub(crate) fn words(self) -> Words {
                let (message_en, message_vi, hint_en, hint_vi) = match self {
                    $(Self::$variant => ($en, $vi, $hint_en, $hint_vi),)*
                };
                Words { message_en, message_vi, hint_en, hint_vi }
            }
        }
    };
}

codes! {
    // The file as a whole.
    EmptyFile "empty_file"
        "the file is empty" "tệp rỗng"
        "" "";
    FileTooLarge "file_too_large"
        "the file has {value} bytes; {detail} are the most" "tệp có {value} byte; nhiều nhất là {detail}"
        "split it by period or by agency" "hãy tách theo kỳ hoặc theo cơ quan";
    NotUtf8 "not_utf8"
        "the text is not UTF-8: the byte {value} cannot stand here" "văn bản không phải UTF-8: byte {value} không hợp lệ ở vị trí này"
        "it looks like {detail}; save it again as \"CSV UTF-8\"" "có vẻ là bảng mã {detail}; hãy lưu lại dạng \"CSV UTF-8\"";
    MissingColumn "missing_column"
        "the header has no column '{value}'" "dòng tiêu đề thiếu cột '{value}'"
        "expected: {detail}" "cần có: {detail}";
    UnknownColumn "unknown_column"
        "the header has a column '{value}' that the template does not know" "dòng tiêu đề có cột '{value}' không thuộc mẫu"
        "expected: {detail}" "cần có: {detail}";
    DuplicateColumn "duplicate_column"
        "the header has the column '{value}' twice" "cột '{value}' lặp lại trong dòng tiêu đề"
        "expected: {detail}" "cần có: {detail}";
    TooManyColumns "too_many_columns"
        "the header has {value} columns; {detail} are the most" "dòng tiêu đề có {value} cột; nhiều nhất là {detail}"
        "" "";
    TooManyRows "too_many_rows"
        "the file has more than {detail} rows" "tệp có hơn {detail} dòng"
        "split it by period or by agency" "hãy tách theo kỳ hoặc theo cơ quan";
    BadWorkbook "bad_workbook"
        "the file is not a readable XLSX workbook: {value}" "tệp không phải sổ tính XLSX đọc được: {value}"
        "open it and save it again as .xlsx, without a password" "hãy mở và lưu lại dạng .xlsx, không đặt mật khẩu";
    ArchiveBomb "archive_bomb"
        "the workbook unpacks to more than is allowed: {value}" "sổ tính khi giải nén vượt mức cho phép: {value}"
        "at most {detail}" "nhiều nhất {detail}";

    // An answer of the portal.
    BadJson "bad_json"
        "the JSON is cut or damaged: {value}" "JSON bị cắt hoặc hỏng: {value}"
        "save the answer again; nothing was taken from this file" "hãy lưu lại phản hồi; chưa số liệu nào được lấy từ tệp này";
    UnknownAnswer "unknown_answer"
        "this is not an evaluation answer of the portal: {value}" "đây không phải phản hồi đánh giá của Cổng: {value}"
        "known are overview + evaluation, parent + children, and the national overview" "các dạng đã biết: overview + evaluation, parent + children, và tổng quan cả nước";
    PortalError "portal_error"
        "the portal answered '{value}' instead of OK" "Cổng trả về '{value}' thay vì OK"
        "its message: {detail}" "thông báo của Cổng: {detail}";
    FilteredByProcedure "filtered_by_procedure"
        "the answer counts one procedure only ({value}), not the whole unit" "phản hồi chỉ tính một thủ tục ({value}), không phải cả đơn vị"
        "save the answer without a procedure filter" "hãy lưu phản hồi không lọc theo thủ tục";
    NoPeriod "no_period"
        "an answer of the portal does not say which period it counts" "phản hồi của Cổng không ghi kỳ số liệu"
        "give the period, keep the request beside the answer, or name the file …-month-2026-08, …-quarter-2026-Q3 or …-year-2026" "hãy nêu kỳ, lưu kèm yêu cầu, hoặc đặt tên tệp …-month-2026-08, …-quarter-2026-Q3 hay …-year-2026";
    NoAsOf "no_as_of"
        "an answer of the portal does not say when it was captured" "phản hồi của Cổng không ghi thời điểm chụp"
        "give the time of capture, or keep it beside the answer as capturedAt" "hãy nêu thời điểm chụp, hoặc lưu kèm trường capturedAt";
    BadField "bad_field"
        "the field {field} of the answer holds {value}" "trường {field} của phản hồi chứa {value}"
        "expected {detail}" "cần {detail}";

    // The shape of a row.
    WrongFieldCount "wrong_field_count"
        "the row has {value} fields, the header {detail}" "dòng có {value} trường, tiêu đề có {detail}"
        "quote a text that contains the delimiter" "hãy đặt trong ngoặc kép văn bản có chứa dấu phân cách";
    RowTooLong "row_too_long"
        "the row is longer than {detail} bytes" "dòng dài hơn {detail} byte"
        "a quotation mark may be left open" "có thể một dấu ngoặc kép chưa đóng";
    RepeatedHeader "repeated_header"
        "the header line stands here again" "dòng tiêu đề lặp lại ở đây"
        "join files without their header lines" "khi nối tệp hãy bỏ các dòng tiêu đề sau";
    EmptyRow "empty_row"
        "the row holds neither counts, rate, points nor a flag" "dòng không có số đếm, tỷ lệ, điểm hay cờ nào"
        "leave the row out if nothing was published; 0 of 0 is a figure and is written 0,0" "nếu không có số liệu thì bỏ dòng; 0 trên 0 là số liệu và phải ghi 0,0";
    ConflictingRow "conflicting_row"
        "the row gives another value for {value} than row {detail}" "dòng này cho {value} giá trị khác với dòng {detail}"
        "keep one of them" "hãy giữ lại một dòng";
    FormulaError "formula_error"
        "the cell holds the error {value}" "ô chứa lỗi {value}"
        "correct the formula or write its value" "hãy sửa công thức hoặc ghi giá trị";

    // Texts and codes.
    EmptyField "empty_field"
        "the field {field} is empty" "trường {field} để trống"
        "" "";
    ControlCharacter "control_character"
        "the field {field} holds a control or invisible character: {value}" "trường {field} chứa ký tự điều khiển hoặc không hiển thị: {value}"
        "a line break inside a cell counts as one" "ngắt dòng trong ô cũng là ký tự như vậy";
    TextTooLong "text_too_long"
        "the field {field} is longer than {detail} characters" "trường {field} dài hơn {detail} ký tự"
        "" "";
    BadPeriod "bad_period"
        "'{value}' is not a period" "'{value}' không phải kỳ số liệu"
        "write 2026-08, 2026-Q3, 2026 or 2026-07-01..2026-07-15; in a sheet, as text" "hãy ghi 2026-08, 2026-Q3, 2026 hoặc 2026-07-01..2026-07-15; trong sổ tính thì ghi dạng văn bản";
    MissingPeriod "missing_period"
        "the period '{value}' does not exist" "không có kỳ '{value}'"
        "" "";
    InvertedPeriod "inverted_period"
        "the period '{value}' ends before it begins" "kỳ '{value}' kết thúc trước khi bắt đầu"
        "" "";
    BadAsOf "bad_as_of"
        "'{value}' is not a day or a time" "'{value}' không phải ngày hay thời điểm"
        "write 2026-09-26 or 2026-09-26T16:30" "hãy ghi 2026-09-26 hoặc 2026-09-26T16:30";
    AsOfBeforePeriod "as_of_before_period"
        "as_of '{value}' lies before the period begins on {detail}" "as_of '{value}' trước ngày đầu kỳ {detail}"
        "" "";
    UnknownAgency "unknown_agency"
        "the agency '{value}' is unknown" "không có cơ quan '{value}'"
        "see {detail}" "xem {detail}";
    AgencyNotInForce "agency_not_in_force"
        "the agency '{value}' is not in force in the period" "cơ quan '{value}' không tồn tại trong kỳ"
        "carried on by {detail}" "được kế thừa bởi {detail}";
    UnknownIndicator "unknown_indicator"
        "'{value}' is no indicator, group, axis or measure of any rulebook" "'{value}' không phải chỉ tiêu, nhóm, trục hay số liệu gốc của bộ quy tắc nào"
        "did you mean {detail}?" "có phải {detail}?";
    UnknownFlag "unknown_flag"
        "'{value}' is not a flag" "'{value}' không phải cờ"
        "known are {detail}" "các cờ: {detail}";

    // Numbers.
    BadNumber "bad_number"
        "the field {field} holds '{value}', which is not a number" "trường {field} chứa '{value}', không phải số"
        "digits and one decimal mark only, no spaces, no unit" "chỉ ghi chữ số và một dấu thập phân, không khoảng trắng, không đơn vị";
    NotWhole "not_whole"
        "the field {field} holds '{value}', but a count is a whole number" "trường {field} chứa '{value}', nhưng số đếm phải là số nguyên"
        "" "";
    ThousandsSeparator "thousands_separator"
        "the field {field} holds '{value}' with a thousands separator" "trường {field} chứa '{value}' có dấu phân cách hàng nghìn"
        "write 1025, not 1.025" "hãy ghi 1025, không ghi 1.025";
    MixedDecimalMarks "mixed_decimal_marks"
        "the field {field} holds '{value}', but the file uses the other decimal mark since row {detail}" "trường {field} chứa '{value}', nhưng tệp dùng dấu thập phân khác kể từ dòng {detail}"
        "use either the comma or the point in the whole file" "cả tệp chỉ dùng dấu phẩy hoặc dấu chấm thập phân";
    NegativeCount "negative_count"
        "the field {field} holds '{value}', but a count is not negative" "trường {field} chứa '{value}', nhưng số đếm không âm"
        "" "";
    CountTooLarge "count_too_large"
        "the field {field} holds '{value}', more than {detail}" "trường {field} chứa '{value}', lớn hơn {detail}"
        "" "";
    NumeratorAlone "numerator_alone"
        "the numerator {value} has neither a denominator nor a rate" "tử số {value} không có mẫu số cũng không có tỷ lệ"
        "only a measure stands alone" "chỉ số liệu gốc mới đứng một mình";
    DenominatorAlone "denominator_alone"
        "the denominator {value} has no numerator" "mẫu số {value} không có tử số"
        "an unknown numerator is not 0; leave both empty" "tử số chưa biết không phải là 0; hãy để trống cả hai";
    NumeratorAboveDenominator "numerator_above_denominator"
        "the numerator {value} is above the denominator {detail}" "tử số {value} lớn hơn mẫu số {detail}"
        "" "";
    RateOutOfRange "rate_out_of_range"
        "the rate {value} lies outside {detail}" "tỷ lệ {value} nằm ngoài {detail}"
        "" "";
    NegativePoints "negative_points"
        "the points {value} are negative" "điểm {value} là số âm"
        "" "";
    PointsAboveMaximum "points_above_maximum"
        "the points {value} are above the maximum {detail}" "điểm {value} vượt điểm tối đa {detail}"
        "" "";
    CountsNotAllowed "counts_not_allowed"
        "a group, an axis or the total has no counts, but here {value}" "nhóm, trục hay tổng không có số đếm, nhưng ở đây có {value}"
        "write the counts in the rows of the indicators" "hãy ghi số đếm ở dòng của các chỉ tiêu";
    DenominatorNotAllowed "denominator_not_allowed"
        "a measure is one count, but here is a denominator {value}" "số liệu gốc là một số đếm, nhưng ở đây có mẫu số {value}"
        "write it as a measure of its own" "hãy ghi thành một số liệu gốc riêng";
    PointsNotAllowed "points_not_allowed"
        "a measure or a rank has no points, but here {value}" "số liệu gốc hay thứ hạng không có điểm, nhưng ở đây có {value}"
        "" "";
    RateNotAllowed "rate_not_allowed"
        "a rank has no rate, but here {value}" "thứ hạng không có tỷ lệ, nhưng ở đây có {value}"
        "" "";
    BadRank "bad_rank"
        "'{value}' is not a place" "'{value}' không phải thứ hạng"
        "numerator = place from 1, denominator = of how many" "tử số = thứ hạng từ 1, mẫu số = trên tổng số";

    // Agencies.
    BadCode "bad_code"
        "the field {field} holds '{value}', which is not a code" "trường {field} chứa '{value}', không phải mã"
        "letters A-Z, digits, point, hyphen and underscore, at most {detail}" "chữ A-Z, chữ số, dấu chấm, gạch nối, gạch dưới, nhiều nhất {detail}";
    BadLevel "bad_level"
        "'{value}' is not a level" "'{value}' không phải cấp"
        "nation, ministry, province, department, district or commune" "nation, ministry, province, department, district hoặc commune";
    BadDate "bad_date"
        "the field {field} holds '{value}', which is not a day" "trường {field} chứa '{value}', không phải ngày"
        "write 2025-07-01" "hãy ghi 2025-07-01";
    InvertedDates "inverted_dates"
        "valid_to {value} lies before valid_from {detail}" "valid_to {value} trước valid_from {detail}"
        "" "";

    // A synchronisation call.
    CallTooLarge "call_too_large"
        "the call has {value} bytes; {detail} are the most" "lời gọi có {value} byte; nhiều nhất là {detail}"
        "send fewer dossiers at a time" "hãy gửi ít hồ sơ hơn mỗi lần";
    BadCall "bad_call"
        "the body of the call is no JSON that can be read" "nội dung lời gọi không phải JSON đọc được"
        "nothing was taken from this call" "chưa hồ sơ nào được nhận từ lời gọi này";
    UnknownService "unknown_service"
        "the call names no service that is read here: '{value}'" "lời gọi không nêu dịch vụ được hỗ trợ: '{value}'"
        "known are {detail}" "các dịch vụ: {detail}";
    TooManyItems "too_many_items"
        "the call has {value} items; {detail} are the most" "lời gọi có {value} mục; nhiều nhất là {detail}"
        "send fewer dossiers at a time" "hãy gửi ít hồ sơ hơn mỗi lần";
    BadItem "bad_item"
        "the item is not a JSON object" "mục này không phải đối tượng JSON"
        "" "";
    NotOneValue "not_one_value"
        "the field {field} holds a list or an object instead of one value" "trường {field} chứa danh sách hoặc đối tượng thay vì một giá trị"
        "" "";
    NotAList "not_a_list"
        "the field {field} does not hold a list of objects" "trường {field} không chứa danh sách các đối tượng"
        "" "";
    TooManyParts "too_many_parts"
        "the field {field} lists {value} entries; {detail} are the most" "trường {field} có {value} phần tử; nhiều nhất là {detail}"
        "" "";

    // Dossiers, as their senders state them.
    BadMoment "bad_moment"
        "the field {field} holds '{value}', which is not a day or a time" "trường {field} chứa '{value}', không phải ngày hay thời điểm"
        "write 20260826073015, 2026-08-26 07:30:15, 2026-08-26T07:30:15 or 26/08/2026 07:30:15" "hãy ghi 20260826073015, 2026-08-26 07:30:15, 2026-08-26T07:30:15 hoặc 26/08/2026 07:30:15";
    MomentOutOfRange "moment_out_of_range"
        "the field {field} holds '{value}', outside the years 2000 to 2059" "trường {field} chứa '{value}', ngoài khoảng năm 2000 đến 2059"
        "" "";
    BadSwitch "bad_switch"
        "the field {field} holds '{value}', which is neither yes nor no" "trường {field} chứa '{value}', không phải có hay không"
        "write 1 or 0, True or False" "hãy ghi 1 hoặc 0, True hoặc False";
    BadAmount "bad_amount"
        "the field {field} holds '{value}', which is not an amount in dong" "trường {field} chứa '{value}', không phải số tiền đồng"
        "whole dong, from 0 to 1,000,000,000,000,000" "số đồng nguyên, từ 0 đến 1.000.000.000.000.000";
    BadStatus "bad_status"
        "the field {field} holds '{value}', which is no state of a dossier" "trường {field} chứa '{value}', không phải trạng thái hồ sơ"
        "1 to 10, as the national portal numbers them" "từ 1 đến 10, theo danh mục của Cổng DVC quốc gia";
    BadProcedure "bad_procedure"
        "the field {field} holds '{value}', which is no code of a procedure" "trường {field} chứa '{value}', không phải mã thủ tục"
        "for instance 1.004222 or 1.004222.000.00.00.H56" "ví dụ 1.004222 hoặc 1.004222.000.00.00.H56";
    BadTitle "bad_title"
        "the field {field} holds no title but what may be a person's name, number or address (its shape: '{value}')" "trường {field} không chứa tên gọi mà có thể là tên, số hoặc địa chỉ của một người (dạng: '{value}')"
        "write the name as the national catalogue does, not in capitals" "hãy ghi tên như trong cơ sở dữ liệu quốc gia về TTHC, không viết hoa toàn bộ";
    BadDossierNumber "bad_dossier_number"
        "the field {field} holds no number of a dossier (its shape: '{value}')" "trường {field} không chứa số hồ sơ (dạng: '{value}')"
        "3 to 60 letters, digits, points, hyphens, underscores or slashes, at least one digit" "3 đến 60 chữ cái, chữ số, dấu chấm, gạch nối, gạch dưới, gạch chéo, có ít nhất một chữ số";
    BadChoice "bad_choice"
        "the field {field} holds '{value}'" "trường {field} chứa '{value}'"
        "known are {detail}" "các giá trị: {detail}";
    NoAgency "no_agency"
        "nothing says which agency handles the dossier" "không xác định được cơ quan xử lý hồ sơ"
        "give MaDonViXuLy, a dossier number that begins with the agency's code, or madonvi of the call" "hãy ghi MaDonViXuLy, mã hồ sơ bắt đầu bằng mã cơ quan, hoặc madonvi của lời gọi";

    // Tables of events.
    UnknownTemplate "unknown_template"
        "the columns are those of no known table" "các cột không thuộc mẫu nào đã biết"
        "the first line names the columns; known tables are {detail}" "dòng đầu phải ghi tên cột; các mẫu: {detail}";
    NationalFields "national_fields"
        "the field '{value}' belongs to the national synchronisation calls, not to a table" "trường '{value}' thuộc lời gọi đồng bộ quốc gia, không thuộc bảng"
        "post the data as DongBoHoSoMC or CapNhatTienDoHoSoMC, or name the columns {detail}" "hãy gửi dữ liệu bằng DongBoHoSoMC hoặc CapNhatTienDoHoSoMC, hoặc đặt tên cột {detail}";
    UnknownField "unknown_field"
        "the line has a field '{value}' that the template does not know" "dòng có trường '{value}' không thuộc mẫu"
        "expected: {detail}" "cần có: {detail}";
    DuplicateField "duplicate_field"
        "the line has the field '{field}' twice" "trường '{field}' lặp lại trong dòng"
        "" "";
    NotScalar "not_scalar"
        "the field {field} holds a list or an object" "trường {field} chứa danh sách hoặc đối tượng"
        "write a text, a number, true, false or null" "hãy ghi văn bản, số, true, false hoặc null";
    CutLine "cut_line"
        "the line ends before its object does" "dòng kết thúc khi đối tượng chưa đóng"
        "the sender stopped half-way; send on from this line" "bên gửi dừng giữa chừng; hãy gửi tiếp từ dòng này";
    BadLine "bad_line"
        "the line is not a JSON object; what is wrong begins at its byte {value}" "dòng không phải đối tượng JSON; chỗ sai bắt đầu ở byte {value}"
        "one object per line, {\"column\": value, …}" "mỗi dòng một đối tượng, {\"cột\": giá trị, …}";
    UnpairedSupply "unpaired_supply"
        "the field {field} has {value} moments, but only {detail} supplements were requested" "trường {field} có {value} thời điểm, nhưng chỉ có {detail} lần yêu cầu bổ sung"
        "both lists in one order; leave a moment empty if nothing came in" "hai danh sách cùng thứ tự; lần chưa bổ sung thì để trống";
    TooManyRounds "too_many_rounds"
        "the field {field} has {value} moments; {detail} are the most" "trường {field} có {value} thời điểm; nhiều nhất là {detail}"
        "" "";
    BadLimit "bad_limit"
        "the field {field} holds '{value}', which is no time limit" "trường {field} chứa '{value}', không phải thời hạn"
        "write 15 working_days, 8 working_hours, 30 days or 1 months, from 1 to 3650" "hãy ghi 15 ngày làm việc, 8 giờ làm việc, 30 ngày hoặc 1 tháng, từ 1 đến 3650";
    BadDecision "bad_decision"
        "the field {field} holds no number of a decision (its shape: '{value}')" "trường {field} không chứa số quyết định (dạng: '{value}')"
        "for instance 1045/QĐ-UBND: at most 60 letters, digits, slashes, hyphens, points, underscores" "ví dụ 1045/QĐ-UBND: nhiều nhất 60 chữ cái, chữ số, gạch chéo, gạch nối, dấu chấm, gạch dưới";
    NoFigures "no_figures"
        "the row states nothing about the agency" "dòng không có số liệu nào về cơ quan"
        "leave the row out; a true zero is written 0" "hãy bỏ dòng; số 0 thật thì ghi 0";
    // Lists of dossiers, for reconciliation.
    EmptyList "empty_list"
        "the list names no dossier" "danh sách không có hồ sơ nào"
        "a list that is empty would make every dossier of the other side look lost; give the list that is not" "danh sách rỗng sẽ khiến mọi hồ sơ phía bên kia bị coi là thất lạc; hãy đưa danh sách có dữ liệu";
    OutsideScope "outside_scope"
        "the dossier belongs to {value}, the list to {detail}" "hồ sơ thuộc {value}, danh sách thuộc {detail}"
        "keep the lists of different provinces and ministries apart" "hãy tách danh sách của từng tỉnh, bộ";
    AfterCapture "after_capture"
        "the dossier was received on {value}, after the list was taken on {detail}" "hồ sơ tiếp nhận ngày {value}, sau ngày lập danh sách {detail}"
        "check the moment of capture, or the date" "hãy kiểm tra thời điểm lập danh sách, hoặc ngày tiếp nhận";
    ReadFailed "read_failed"
        "reading stopped: {value}" "việc đọc bị dừng: {value}"
        "what was read before is good; go on from there" "phần đã đọc vẫn dùng được; hãy đọc tiếp từ đó";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_snake_case_and_every_reason_speaks_both_languages() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let words = code.words();
            assert!(code.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'8'));
            assert!(!words.message_en.is_empty() && !words.message_vi.is_empty(), "{code}");
            assert_eq!(words.hint_en.is_empty(), words.hint_vi.is_empty(), "{code}");
            assert_eq!(slots(words.message_en), slots(words.message_vi), "{code}");
            assert_eq!(slots(words.hint_en), slots(words.hint_vi), "{code}");
        }
    }

    fn slots(template: &str) -> BTreeSet<&str> {
        ["{value}", "{field}", "{detail}"].into_iter().filter(|s| template.contains(s)).collect()
    }
}
